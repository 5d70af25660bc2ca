using System.Collections.Immutable;
using XmppActors.Actors.Serialization;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// What an account's entity knows of a resource and a successor of it must know. Told to the resource's stream whenever it
/// changes, which keeps the newest for <see cref="RebindResource"/>. Immutable.
/// </summary>
/// <param name="Binding">The place of the resource's binding among those of the account.</param>
/// <param name="Presence">The last available presence, <c>from</c> stamped and without <c>to</c>; null: not available.</param>
/// <param name="IsInterested">It has asked for the roster (RFC 6121 §2.2).</param>
/// <param name="Directed">Who was sent directed available presence and must learn of its end (RFC 6121 §4.6).</param>
internal sealed record ResourceState(
    int Binding, Stanza? Presence, bool IsInterested, ImmutableHashSet<Jid> Directed) : IClusterMessage
{
    /// <summary>Tells the binding from another of the same place, which an entity has made that did not know of this one.</summary>
    public ulong Key { get; init; }

    /// <summary>Of a resource that has just been bound.</summary>
    public static ResourceState Bound(int binding, ulong key) => new(binding, null, false, []) { Key = key };

    /// <summary>Whether it is of the same binding.</summary>
    public bool IsOfSameBinding(ResourceState other) => Binding == other.Binding && Key == other.Key;
}

/// <summary>
/// The stream of a bound resource tells its account's new entity that it is there, after the former entity has ended:
/// moved, or crashed. The resource is taken back as it was, and nobody else notices. The stream is answered with
/// <see cref="ResourceBound"/>; with <see cref="ReplacedByNewBinding"/> when a newer stream has the resource, or with
/// <see cref="CloseStream"/> when there is no such account any more.
/// </summary>
/// <param name="Temporary">See <see cref="BindResource"/>.</param>
/// <param name="State">The newest that the stream was given to keep.</param>
internal sealed record RebindResource(
    FullJid Address, IActorRef Stream, bool Temporary, ResourceState State) : IAccountMessage
{
    /// <summary>Grows as the session goes from stream to stream: of two that register, the later has it, in whatever order they come.</summary>
    public uint Turn { get; init; }

    public BareJid Account => Address.Bare;
}
