using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Routing;

/// <summary>Picks a stanza's destination and hands it over: an account, the server itself, a farm's instance, or back
/// to the sender as an error. RFC 6120 §10, RFC 6121 §8.</summary>
/// <remarks>A node-local object, not an actor: any actor may call it in its own turn, so that a route costs no hop.
/// Stanzas of one sender to one receiver keep their order as long as they are routed from one actor.</remarks>
internal interface IStanzaRouter
{
    /// <summary>Routes one stanza; it ends as delivered, handled, stored, bounced or ignored by a rule, never silently.</summary>
    /// <param name="stanza">Has a <c>to</c>, and a <c>from</c> that somebody vouches for: stamped by a stream, or the server's own.</param>
    /// <param name="origin">The actor that routes it: sender of the message that the destination receives.</param>
    void Route(Stanza stanza, IActorRef origin);

    /// <summary>As <see cref="Route"/>, for a stanza that a farm has admitted before: it counts for no limit again.</summary>
    void RouteAgain(Stanza stanza, IActorRef origin) => Route(stanza, origin);

    /// <summary>Answers a stanza that cannot be delivered; where the RFC allows no answer, it ends here. It is settled.</summary>
    /// <param name="origin">As for <see cref="Route"/>.</param>
    void Bounce(Stanza stanza, StanzaErrorCondition condition, IActorRef origin);

    /// <summary>A stanza has come to where an answer to it would be routed from: whoever asked is remembered, if only one of several
    /// instances of a component has.</summary>
    /// <param name="stanza">Of interest when it is an iq request.</param>
    /// <param name="reader">The stream that read it, as far as that is known.</param>
    void ExpectAnswer(Stanza stanza, IActorRef reader);
}
