using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Routing;

/// <summary>The last net: a stanza told to an actor that has ended, or whose mailbox is full, goes back to its sender
/// instead of being lost, or is sent again by the stream that read it and keeps it.</summary>
/// <remarks>Of one that was on its way to a node that is gone (<see cref="Dropped"/>) nobody knows whether it has arrived: it is not
/// answered, lest a stanza that was delivered come back too. Whoever keeps it hears of the node's end and sends it again.</remarks>
internal sealed class UndeliverableStanzas(StanzaRouter router, StanzaCounters counters) : UntypedActor
{
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
        Context.System.EventStream.Subscribe(Self, typeof(Dropped));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DeadLetter letter: OnDeadLetter(letter); break;
            case Dropped dropped: OnDropped(dropped.Message); break;
            default: Unhandled(message); break;
        }
    }

    private void OnDropped(object message)
    {
        switch (message)
        {
            case Stanza { Origin.IsNone: true }: counters.Ignored(); break;
            case AvailabilityStanza { Stanza.Origin.IsNone: true }: counters.Ignored(); break;
            case OutboundStanza { Stanza.Origin.IsNone: true } outbound:
                counters.Ignored();
                outbound.ConfirmTo?.Tell(OutboundHandled.Instance);
                break;
            case UndeliveredStanzas undelivered:
                foreach (var stanza in undelivered.Stanzas)
                {
                    if (stanza.Origin.IsNone) counters.Ignored();
                }
                break;
        }
    }

    private void OnDeadLetter(DeadLetter letter)
    {
        switch (letter.Message)
        {
            case Stanza { Origin.IsNone: false } stanza: letter.Sender.Refuse(stanza.Origin); break; // Its reader has it still.
            case OutboundStanza { Stanza.Origin.IsNone: false } outbound: letter.Sender.Refuse(outbound.Stanza.Origin); break;
            case Stanza stanza: Bounce(stanza); break;
            case OutboundStanza outbound: OnOutbound(outbound); break;
            case AvailabilityStanza { Stanza.Origin.IsNone: false } lost: letter.Sender.Refuse(lost.Stanza.Origin); break;
            case AvailabilityStanza lost: Bounce(lost.Stanza); break;
            case UndeliveredStanzas undelivered:
                foreach (var stanza in undelivered.Stanzas) Bounce(stanza);
                break;
        }
    }

    private void OnOutbound(OutboundStanza outbound)
    {
        Bounce(outbound.Stanza.With(outbound.From, outbound.Stanza.To ?? outbound.Account)); // RFC 6120 §10.3
        outbound.ConfirmTo?.Tell(OutboundHandled.Instance);
    }

    private void Bounce(Stanza stanza)
    {
        if (stanza is { From: not null, To: not null })
            router.Bounce(stanza, StanzaErrorCondition.RecipientUnavailable, Self);
    }
}
