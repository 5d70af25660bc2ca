using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.Persistence;

/// <summary>A <see cref="Ledger"/> over a journal that answers when the test says so.</summary>
internal sealed class LedgerScene : IDisposable
{
    internal LedgerScene(SlowJournal? journal = null, bool answersAtOnce = true, string config = "")
    {
        Journal = journal ?? new SlowJournal();
        Journal.AnswersAtOnce = answersAtOnce;
        Stage = new Stage(config, persistence: Journal);
    }

    internal SlowJournal Journal { get; }

    internal Stage Stage { get; }

    internal Recovery Recovery { get; set; } = Recovery.Default;

    /// <summary>Persisted as the recovery completes.</summary>
    internal string? KeptAtFirst { get; set; }

    internal List<object> Handled { get; } = [];

    internal List<string> Recovered { get; } = [];

    internal List<Ledger> Incarnations { get; } = [];

    internal IReadOnlyList<string> Entries => Incarnations[^1].Entries;

    public void Dispose() => Stage.Dispose();

    internal IActorRef Start(int stashCapacity = -1)
    {
        var actor = Stage.System.ActorOf(Props.Create<Ledger>(this).WithStashCapacity(stashCapacity));
        Stage.Settle();
        return actor;
    }

    internal void Tell(IActorRef actor, params object[] messages)
    {
        foreach (var message in messages) actor.Tell(message, ActorRefs.NoSender);
        Stage.Settle();
    }

    internal void End(IActorRef actor)
    {
        Stage.System.Stop(actor);
        Stage.Settle();
    }
}
