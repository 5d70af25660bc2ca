using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Persistence;

/// <summary>The two stashes of a persistent actor: its own, and that of commands which came while it could not handle any.</summary>
/// <remarks>Waiting commands go back to the mailbox one by one, after each that was handled: the next may have to wait again. So what the
/// actor takes back from its own stash is put in front of them, not of the mailbox.</remarks>
/// <param name="capacity">Commands that may wait; further ones become dead letters.</param>
internal sealed class CommandStash(ActorCell cell, StashImpl own, int capacity) : IStash
{
    private readonly EnvelopeDeque _waiting = new();

    public int Count => own.Count;

    public bool IsEmpty => own.IsEmpty;

    public bool NonEmpty => own.NonEmpty;

    public bool IsFull => own.IsFull;

    public int Capacity => own.Capacity;

    public void Stash() => own.Stash();

    public void Unstash()
    {
        if (own.Kept.Count > 0) _waiting.AddFirst(own.Kept.RemoveFirst());
    }

    public void UnstashAll()
    {
        while (own.Kept.Count > 0) _waiting.AddFirst(own.Kept.RemoveLast());
    }

    /// <summary>Lets the message that is being handled wait.</summary>
    internal void Postpone()
    {
        var current = cell.CurrentEnvelope!.Value;
        if (_waiting.Count < capacity)
        {
            _waiting.AddLast(current);
            return;
        }

        var sender = current.Sender ?? cell.System.DeadLetters;
        cell.System.DeadLetters.Tell(new DeadLetter(current.Message, sender, cell), sender);
    }

    internal void PutNextInFront()
    {
        if (_waiting.Count > 0) cell.PutInFront(_waiting.RemoveFirst());
    }

    internal void PutAllInFront()
    {
        while (_waiting.Count > 0) cell.PutInFront(_waiting.RemoveLast());
    }
}
