using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Persistence;

/// <summary>A persistent actor that a test looks into: it keeps the texts that it is told to keep.</summary>
/// <remarks>Commands: <c>keep x</c>, <c>all x y</c>, <c>nest x</c>, <c>save</c>, <c>forget 3</c>, <c>boom</c>, <c>keep and boom x</c>,
/// <c>stash</c>, <c>unstash</c>, an object that no serializer takes; each else is only noted.</remarks>
internal sealed class Ledger(LedgerScene scene) : UntypedPersistentActor, IWithTimers
{
    private readonly List<string> _entries = [];
    private bool _stashes;

    public override string PersistenceId => "ledger";

    public override Recovery Recovery => scene.Recovery;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => scene.Incarnations.Add(this);

    internal IReadOnlyList<string> Entries => _entries;

    protected override void OnRecover(object message)
    {
        scene.Recovered.Add(message is SnapshotOffer offer ? $"offer {offer.Snapshot}" : message.ToString()!);
        switch (message)
        {
            case SnapshotOffer { Snapshot: string text }:
                _entries.AddRange(text.Split(','));
                break;
            case "poison":
                throw new InvalidOperationException("poison");
            case string text:
                _entries.Add(text);
                break;
            case RecoveryCompleted when scene.KeptAtFirst is { } first:
                Persist(first, Add);
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        if (message is not string text)
        {
            scene.Handled.Add(message);
            if (message is Unreadable) Persist(message, _ => scene.Handled.Add("kept what cannot be read"));
            return;
        }

        if (_stashes && text != "unstash")
        {
            Stash.Stash();
            return;
        }

        scene.Handled.Add(text);
        var words = text.Split(' ');
        switch (words[0])
        {
            case "keep" when words[1] == "and":
                Persist(words[3], Add);
                throw new InvalidOperationException("boom");
            case "keep": Persist(words[1], Add); break;
            case "all": PersistAll(words[1..], Add); break;
            case "mixed":
                Persist<object>(words[1], kept => Add((string)kept));
                Persist<object>(new Unreadable(), _ => scene.Handled.Add("kept what cannot be read"));
                Persist<object>(words[2], kept => Add((string)kept));
                break;
            case "nest": Persist(words[1], kept => { Add(kept); Persist(kept + kept, Add); }); break;
            case "fail":
                Persist(words[1], _ => throw new InvalidOperationException("handler"));
                Persist(words[2], Add);
                break;
            case "save": SaveSnapshot(string.Join(',', _entries)); break;
            case "forget": DeleteMessages(words[1] == "all" ? long.MaxValue : long.Parse(words[1], null)); break;
            case "clear": DeleteSnapshots(new SnapshotSelectionCriteria(long.Parse(words[1], null))); break;
            case "boom": throw new InvalidOperationException("boom");
            case "stash": _stashes = true; break;
            case "unstash":
                _stashes = false;
                Stash.UnstashAll();
                break;
            case "timer": Timers.StartSingleTimer("timer", words[1], TimeSpan.FromSeconds(1)); break;
        }
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        scene.Handled.Add($"rejected {sequenceNr}");
        base.OnPersistRejected(cause, @event, sequenceNr);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        scene.Handled.Add($"failed {sequenceNr}");
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void Add(string entry)
    {
        _entries.Add(entry);
        scene.Handled.Add($"kept {entry}");
        Sender.Tell($"kept {entry}", Self);
    }

    /// <summary>Nothing makes bytes of it.</summary>
    internal sealed record Unreadable;
}
