using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Routing;

/// <summary>The last net: a stanza told to an actor that has ended, or whose mailbox is full, goes back to its sender
/// instead of being lost, or is sent again by the stream that read it and keeps it.</summary>
internal sealed class UndeliverableStanzas(StanzaRouter router) : UntypedActor
{
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));

    protected override void OnReceive(object message)
    {
        if (message is not DeadLetter letter) return;
        switch (letter.Message)
        {
            case Stanza { Origin.IsNone: false } stanza: letter.Sender.Refuse(stanza.Origin); break; // Its reader has it still.
            case OutboundStanza { Stanza.Origin.IsNone: false } outbound: letter.Sender.Refuse(outbound.Stanza.Origin); break;
            case Stanza stanza: Bounce(stanza); break;
            case OutboundStanza outbound: OnOutbound(outbound); break;
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
