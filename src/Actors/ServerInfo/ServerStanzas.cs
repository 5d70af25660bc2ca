using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.ServerInfo;

/// <summary>
/// The server as an addressee (RFC 6120 §10.5.1, RFC 6121 §8.3): answers requests, takes no messages, has no presence.
/// </summary>
internal sealed class ServerStanzas(DomainIqs iqs, IStanzaRouter router, StanzaCounters counters) : IServerStanzas
{
    /// <summary>Takes the answers to what farms' components were asked. Null: nobody does.</summary>
    public AvailabilityRoutes? Availability { get; init; }

    /// <inheritdoc/>
    public void Handle(Stanza stanza, IActorRef origin)
    {
        switch (stanza.Kind)
        {
            case StanzaKind.Iq when stanza.Type is StanzaType.Result or StanzaType.Error:
                if (Availability?.TryTakeAnswer(stanza, origin) == true) return;
                counters.Handled();
                break;
            case StanzaKind.Iq when stanza.To!.Resourcepart is null:
                Answer(iqs.Answer(stanza, origin), origin);
                break;
            case StanzaKind.Presence when stanza.Type != StanzaType.Subscribe:
                counters.Ignored(); // Directed presence to a server that keeps none.
                break;
            default:
                Bounce(stanza, origin);
                break;
        }

        origin.Settle(stanza.Origin);
    }

    private void Bounce(Stanza stanza, IActorRef origin)
    {
        if (StanzaErrors.Bounce(stanza, StanzaErrorCondition.ServiceUnavailable) is { } error)
            Answer(error, origin);
        else
            counters.Ignored();
    }

    private void Answer(Stanza? answer, IActorRef origin)
    {
        if (answer is null)
            return;
        counters.Originated();
        router.Route(answer, origin);
        if (answer.Type == StanzaType.Error)
            counters.Bounced();
        else
            counters.Handled();
    }
}
