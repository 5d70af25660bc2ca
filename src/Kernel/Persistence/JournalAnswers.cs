using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap.Journals;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Persistence;

/// <summary>What the journal, or the clock, tells one instance of a persistent actor.</summary>
internal abstract class JournalAnswer(Eventsourced instance) : INotInfluenceReceiveTimeout, IDeadLetterSuppression
{
    internal Eventsourced For => instance;
}

internal abstract class RecoveryAnswer(Eventsourced instance) : JournalAnswer(instance);

/// <summary>The events are this instance's.</summary>
/// <param name="highestSequenceNr">The highest number that was ever used.</param>
internal sealed class Claimed(Eventsourced instance, long highestSequenceNr, JournalSnapshot? snapshot) : RecoveryAnswer(instance)
{
    internal long HighestSequenceNr => highestSequenceNr;

    internal JournalSnapshot? Snapshot => snapshot;
}

internal sealed class Replayed(Eventsourced instance, IReadOnlyList<JournalEvent> events) : RecoveryAnswer(instance)
{
    internal IReadOnlyList<JournalEvent> Events => events;
}

internal sealed class RecoveryFailed(Eventsourced instance, Exception cause) : RecoveryAnswer(instance)
{
    internal Exception Cause => cause;
}

internal sealed class AppendDone(Eventsourced instance) : JournalAnswer(instance);

internal sealed class AppendFailed(Eventsourced instance, Exception cause) : JournalAnswer(instance)
{
    internal Exception Cause => cause;
}

/// <summary>Goes off when a recovery has not been answered in time.</summary>
internal sealed class RecoveryDeadline(ActorCell cell, Eventsourced instance) : Appointment
{
    internal override void Keep() => cell.TellSelf(new DeadlinePassed(instance, this), null);
}

internal sealed class DeadlinePassed(Eventsourced instance, RecoveryDeadline deadline) : RecoveryAnswer(instance)
{
    internal RecoveryDeadline Deadline => deadline;
}
