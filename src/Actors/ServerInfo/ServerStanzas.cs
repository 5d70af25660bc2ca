using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.ServerInfo;

/// <summary>
/// The server as an addressee (RFC 6120 §10.5.1, RFC 6121 §8.3): answers requests, takes no messages, has no presence.
/// </summary>
/// <param name="privileges">What components may do in the server's name. Null: nothing.</param>
internal sealed class ServerStanzas(DomainIqs iqs, IStanzaRouter router, StanzaCounters counters, PrivilegeBook? privileges = null) : IServerStanzas
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
                iqs.Delegations?.Answered(stanza);
                counters.Handled();
                break;
            case StanzaKind.Iq when stanza.To!.Resourcepart is null:
                Answer(iqs.Answer(stanza, origin), origin);
                break;
            case StanzaKind.Message when PrivilegedMessages.IsOne(stanza):
                if (OnPrivileged(stanza, origin)) return; // Whoever gets it settles it.
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

    /// <returns>What it asks for has been sent, as the same stanza.</returns>
    private bool OnPrivileged(Stanza stanza, IActorRef origin)
    {
        if (PrivilegedMessages.Open(stanza, privileges ?? PrivilegeBook.Empty, out var condition) is not { } message)
        {
            Bounce(stanza, origin, condition);
            return false;
        }

        router.Route(message, origin);
        return true;
    }

    private void Bounce(Stanza stanza, IActorRef origin, StanzaErrorCondition condition = StanzaErrorCondition.ServiceUnavailable)
    {
        if (StanzaErrors.Bounce(stanza, condition) is { } error)
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
