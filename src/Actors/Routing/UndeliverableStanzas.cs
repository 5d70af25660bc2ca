using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Routing;

/// <summary>The last net: a stanza told to an actor that has ended, or whose mailbox is full, goes back to its sender
/// instead of being lost.</summary>
internal sealed class UndeliverableStanzas(StanzaRouter router) : UntypedActor
{
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));

    protected override void OnReceive(object message)
    {
        if (message is DeadLetter { Message: Stanza { From: not null, To: not null } stanza })
            router.Bounce(stanza, StanzaErrorCondition.RecipientUnavailable, Self);
    }
}
