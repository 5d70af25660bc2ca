using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// One bound resource of an account: connected from its binding, available from its initial presence (RFC 6121 §4.2).
/// </summary>
internal sealed class Resource(FullJid address, IActorRef stream, ResourceState state, sbyte priority = 0)
{
    private ResourceState _kept = state;
    private List<(Stanza Stanza, IActorRef Reader)>? _held;

    public FullJid Address { get; } = address;

    public IActorRef Stream { get; set; } = stream;

    /// <summary>Its stream is gone with its node, and another may go on in its place: what is for it is held.</summary>
    public bool IsLost => _held is not null;

    /// <summary>Bound here, and not taken back from a former entity: newer than any that comes to be taken back.</summary>
    public bool IsBoundHere { get; init; }

    /// <summary>What a successor of the entity must know.</summary>
    public ResourceState State { get; private set; } = state;

    /// <summary>Grows with each binding of the account.</summary>
    public int Order => State.Binding;

    /// <summary>See <see cref="RebindResource.Turn"/>.</summary>
    public uint Turn { get; set; }

    /// <summary>
    /// The last available presence, <c>from</c> stamped and without <c>to</c>, ready to be sent to anybody; null: not
    /// available.
    /// </summary>
    public Stanza? Presence => State.Presence;

    public sbyte Priority { get; private set; } = priority;

    /// <summary>It has asked for the roster and is sent roster pushes (RFC 6121 §2.2).</summary>
    public bool IsInterested => State.IsInterested;

    public bool IsAvailable => Presence is not null;

    public bool IsNonNegative => Presence is not null && Priority >= 0;

    /// <summary>
    /// Those who were sent directed available presence and were not told of the end of it yet (RFC 6121 §4.6).
    /// </summary>
    public IReadOnlyCollection<Jid> Directed => State.Directed;

    public void MakeAvailable(Stanza presence, sbyte priority)
    {
        State = State with { Presence = presence };
        Priority = priority;
    }

    public void MakeUnavailable()
    {
        State = State with { Presence = null };
        Priority = 0;
    }

    public void MakeInterested()
    {
        if (!IsInterested)
            State = State with { IsInterested = true };
    }

    /// <summary>Remembers a receiver of directed presence.</summary>
    /// <returns>False: not remembered, the bound is reached.</returns>
    public bool TryAddDirected(Jid receiver, int limit)
    {
        if (State.Directed.Contains(receiver))
            return true;
        if (State.Directed.Count >= limit)
            return false;
        State = State with { Directed = State.Directed.Add(receiver) };
        return true;
    }

    public void RemoveDirected(Jid receiver)
    {
        if (State.Directed.Contains(receiver))
            State = State with { Directed = State.Directed.Remove(receiver) };
    }

    public void ClearDirected()
    {
        if (!State.Directed.IsEmpty)
            State = State with { Directed = [] };
    }

    public int HeldCount => _held?.Count ?? 0;

    public void Lose() => _held ??= [];

    /// <summary>Only while it <see cref="IsLost"/>.</summary>
    public void Hold(Stanza stanza, IActorRef reader) => _held!.Add((stanza, reader));

    /// <summary>What was held; nothing is any more.</summary>
    public IReadOnlyList<(Stanza Stanza, IActorRef Reader)> TakeHeld()
    {
        var held = _held;
        _held = null;
        return held is null ? [] : held;
    }

    /// <summary>Gives the stream what it has to keep, if that is not what it keeps already.</summary>
    public void TellState(IActorRef entity)
    {
        if (ReferenceEquals(_kept, State))
            return;
        _kept = State;
        Stream.Tell(State, entity);
    }
}
