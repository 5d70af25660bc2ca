using XmppActors.Actors.Serialization;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// A stream that has authenticated as <paramref name="Account"/> asks for a resource (RFC 6120 §7); <paramref
/// name="Stream"/> is answered with <see cref="ResourceBound"/> or <see cref="BindRefused"/>, and is watched from then
/// on.
/// </summary>
/// <param name="RequestedResource">The client's wish as it came; null or empty: the server chooses (§7.6).</param>
/// <param name="Temporary">
/// The account exists only as long as it has resources (SASL ANONYMOUS, XEP-0175): nothing of it is stored.
/// </param>
internal sealed record BindResource(
    BareJid Account, string? RequestedResource, IActorRef Stream, bool Temporary = false) : IAccountMessage;

/// <summary>The resource is bound to the stream that asked. The sender is the account entity.</summary>
/// <param name="Binding">
/// Counts the account's bindings from 1; handed back in <see cref="UndeliveredStanzas.Binding"/>.
/// </param>
/// <param name="Key">See <see cref="ResourceState.Key"/>.</param>
internal sealed record ResourceBound(FullJid Address, int Binding = 0, ulong Key = 0) : IClusterMessage;

/// <summary>
/// No resource was bound; the condition is the one for the client's bind request (RFC 6120 §7.6.2, §7.7.2).
/// </summary>
internal sealed record BindRefused(StanzaErrorCondition Condition) : IClusterMessage;

/// <summary>
/// Told to an older stream whose resource has been given to a newer one (RFC 6120 §7.7.2.2): it closes with
/// <c>conflict</c>. It need not send <see cref="StreamEnded"/>, but hands back what its client never got as <see
/// cref="UndeliveredStanzas"/>.
/// </summary>
internal sealed record ReplacedByNewBinding(FullJid Address) : IClusterMessage;
