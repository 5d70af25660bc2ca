namespace XmppActors.Kernel.Actor;

/// <summary>Something that the scheduler is to do at a time; kept in its heap until then or until cancelled.</summary>
internal abstract class Appointment
{
    internal const int NotQueued = -1;

    /// <summary>When, as distance from the system's start.</summary>
    internal TimeSpan Due { get; set; }

    /// <summary>Zero: once.</summary>
    internal TimeSpan Interval { get; init; }

    /// <summary>Breaks ties: what was scheduled first comes first.</summary>
    internal long Order { get; set; }

    /// <summary>Its place in the heap; under the scheduler's lock.</summary>
    internal int Position { get; set; } = NotQueued;

    /// <summary>Runs on the scheduler's thread, outside its lock; has to be quick and must not throw.</summary>
    internal abstract void Keep();
}
