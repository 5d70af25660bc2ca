using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.ServerInfo;

/// <summary>Answers a request to the server itself, on the thread of whoever routes it.</summary>
/// <returns>The result or error; null when the request has been handed to somebody who answers it.</returns>
internal delegate Stanza? DomainIqHandler(Stanza request, IActorRef origin);

/// <summary>Requests to a served domain (RFC 6120 §10.5.1).</summary>
internal sealed class DomainIqs : IqHandlers<DomainIqHandler>
{
    /// <summary>As <see cref="DomainIqHandler"/>; what nobody answers gets an error.</summary>
    public Stanza? Answer(Stanza request, IActorRef origin) =>
        Delegations?.TryTake(request) == true ? null
            : Find(request, out var handler) is { } condition
            ? StanzaErrors.Bounce(request, condition)
            : handler!(request, origin);
}
