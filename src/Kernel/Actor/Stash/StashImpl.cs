namespace XmppActors.Kernel.Actor;

/// <remarks>When the actor restarts, what is kept goes back to the mailbox; when it ends, to dead letters.</remarks>
internal sealed class StashImpl(ActorCell cell, int capacity) : IStash
{
    private readonly EnvelopeDeque _kept = new();
    private bool _keptCurrent; // The message that is being handled is kept already.

    internal EnvelopeDeque Kept => _kept;

    public int Count => _kept.Count;

    public bool IsEmpty => _kept.Count == 0;

    public bool NonEmpty => _kept.Count > 0;

    public bool IsFull => capacity >= 0 && _kept.Count >= capacity;

    public int Capacity => capacity;

    public void Stash()
    {
        var current = cell.CurrentEnvelope
            ?? throw new IllegalActorStateException("There is no message to stash: none is being handled.");
        if (_keptCurrent)
            throw new IllegalActorStateException($"Can't stash the same message {current.Message} more than once");
        if (IsFull) throw new StashOverflowException($"The stash holds {capacity} messages already.");
        _kept.AddLast(current);
        _keptCurrent = true;
    }

    public void Unstash()
    {
        if (_kept.Count > 0) cell.PutInFront(_kept.RemoveFirst());
    }

    public void UnstashAll() => ReturnToMailbox();

    internal void MessageHandled() => _keptCurrent = false;

    internal void ReturnToMailbox()
    {
        while (_kept.Count > 0) cell.PutInFront(_kept.RemoveLast());
    }
}
