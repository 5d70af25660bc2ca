using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// One bound resource of an account: connected from its binding, available from its initial presence (RFC 6121 §4.2).
/// </summary>
internal sealed class Resource(FullJid address, IActorRef stream, int order)
{
    private HashSet<Jid>? _directed;

    public FullJid Address { get; } = address;

    public IActorRef Stream { get; set; } = stream;

    /// <summary>Grows with each binding of the account.</summary>
    public int Order { get; set; } = order;

    /// <summary>
    /// The last available presence, <c>from</c> stamped and without <c>to</c>, ready to be sent to anybody; null: not
    /// available.
    /// </summary>
    public Stanza? Presence { get; set; }

    public sbyte Priority { get; set; }

    /// <summary>It has asked for the roster and is sent roster pushes (RFC 6121 §2.2).</summary>
    public bool IsInterested { get; set; }

    public bool IsAvailable => Presence is not null;

    public bool IsNonNegative => Presence is not null && Priority >= 0;

    /// <summary>
    /// Those who were sent directed available presence and were not told of the end of it yet (RFC 6121 §4.6).
    /// </summary>
    public IReadOnlyCollection<Jid> Directed => _directed is null ? [] : _directed;

    /// <summary>Remembers a receiver of directed presence.</summary>
    /// <returns>False: not remembered, the bound is reached.</returns>
    public bool TryAddDirected(Jid receiver, int limit)
    {
        _directed ??= [];
        return _directed.Contains(receiver) || (_directed.Count < limit && _directed.Add(receiver));
    }

    public void RemoveDirected(Jid receiver) => _directed?.Remove(receiver);

    public void ClearDirected() => _directed = null;
}
