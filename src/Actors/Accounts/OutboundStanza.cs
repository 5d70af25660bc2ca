using XmppActors.Actors.Streams;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// A stanza of a client for its own account: one that concerns the account itself (presence without <c>to</c>, a
/// subscription, an iq without <c>to</c> or to the own bare JID) or that the account must remember (directed presence,
/// RFC 6121 §4.6). Told by the stream itself: from one that has lost its resource to a newer stream it is ignored.
/// </summary>
/// <param name="From">
/// The resource that sent it; the stanza's own <c>from</c> has been checked against it and need not be set.
/// </param>
internal sealed record OutboundStanza(FullJid From, Stanza Stanza) : IAccountMessage
{
    public BareJid Account => From.Bare;

    /// <summary>
    /// The stanza does not concern the account: it only follows one that does, so as not to overtake it (RFC 6120
    /// §10.1).
    /// </summary>
    public bool IsPassing { get; init; }

    /// <summary>Told <see cref="OutboundHandled"/> when all that follows from the stanza has been routed.</summary>
    public IActorRef? ConfirmTo { get; init; }
}

/// <summary>
/// Stanzas that were told to the stream of <paramref name="Address"/> and that its client did not get: unacknowledged
/// when stream management gave up (XEP-0198 §5), or arrived after the stream's end. Each is another resource's, stored,
/// or bounced. Oldest first.
/// </summary>
internal sealed record UndeliveredStanzas(FullJid Address, IReadOnlyList<Stanza> Stanzas) : IAccountMessage
{
    public BareJid Account => Address.Bare;

    /// <summary>
    /// The lost stream's <see cref="ResourceBound.Binding"/>: resources bound later may have missed what was sent to
    /// the bare JID, those bound earlier have it. 0: not known, all others are given it again.
    /// </summary>
    public int Binding { get; init; }
}
