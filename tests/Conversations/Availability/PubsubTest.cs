using XmppActors.Actors.Components.Availability;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Availability;

/// <summary>A farm's node at the pubsub service (XEP-0060).</summary>
public sealed class PubsubTest : ConversationTest
{
    private static readonly WorldSettings Router = WorldSettings.Default with
    {
        Availability = new AvailabilitySettings { Presence = PresenceSource.Router },
    };

    [Fact] // §§6.1, 7.1.2, 7.2.2.1, 6.2
    public Task A_subscriber_is_told_of_each_instance() => Conversation($"""
        romeo/orchard is connected
        romeo/orchard sends
            <iq type='set' to='pubsub.montague.example' id='s1'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><subscribe node='farms/stage.example' jid='romeo@montague.example/orchard'/></pubsub>
            </iq>
        romeo/orchard receives
            <iq type='result' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='s1'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'>
                <subscription node='farms/stage.example' jid='romeo@montague.example/orchard' subscription='subscribed'/>
              </pubsub>
            </iq>
        one connects to component
        one opens a component stream
        one shakes hands
        romeo/orchard receives
            <message type='headline' from='pubsub.montague.example' to='romeo@montague.example/orchard'>
              <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='farms/stage.example'><item id='...'>...</item></items></event>
            </message>
        one disconnects
        romeo/orchard receives
            <message type='headline' from='pubsub.montague.example' to='romeo@montague.example/orchard'>
              <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='farms/stage.example'><retract id='...'/></items></event>
            </message>
        romeo/orchard sends
            <iq type='set' to='pubsub.montague.example' id='s2'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><unsubscribe node='farms/stage.example' jid='romeo@montague.example/orchard'/></pubsub>
            </iq>
        romeo/orchard receives  <iq type='result' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='s2'/>
        """, Router);

    [Fact] // §§6.1.7, 6.5, 5.6
    public Task Who_subscribes_late_or_again_gets_what_is_there() => Conversation($"""
        romeo/orchard is connected
        romeo/orchard sends
            <iq type='set' to='pubsub.montague.example' id='s0'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><subscribe node='farms/stage.example' jid='romeo@montague.example/orchard'/></pubsub>
            </iq>
        romeo/orchard receives  <iq type='result' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='s0'>...</iq>
        one connects to component
        one opens a component stream
        one shakes hands
        romeo/orchard receives  <message type='headline' from='pubsub.montague.example' to='romeo@montague.example/orchard'>...</message>
        romeo/orchard sends
            <iq type='set' to='pubsub.montague.example' id='s1'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><subscribe node='farms/stage.example' jid='romeo@montague.example/orchard'/></pubsub>
            </iq>
        romeo/orchard receives
            <iq type='result' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='s1'>...</iq>
            <message type='headline' from='pubsub.montague.example' to='romeo@montague.example/orchard'>
              <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='farms/stage.example'><item id='...'>...</item></items></event>
              <delay xmlns='urn:xmpp:delay' stamp='...'/>
            </message>
        romeo/orchard sends
            <iq type='get' to='pubsub.montague.example' id='i1'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='farms/stage.example'/></pubsub>
            </iq>
        romeo/orchard receives
            <iq type='result' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='i1'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='farms/stage.example'><item id='...'>...</item></items></pubsub>
            </iq>
        romeo/orchard sends
            <iq type='get' to='pubsub.montague.example' id='l1'><pubsub xmlns='http://jabber.org/protocol/pubsub'><subscriptions/></pubsub></iq>
        romeo/orchard receives
            <iq type='result' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='l1'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><subscriptions>
                <subscription node='farms/stage.example' jid='romeo@montague.example/orchard' subscription='subscribed'/>
              </subscriptions></pubsub>
            </iq>
        romeo/orchard sends
            <iq type='get' to='pubsub.montague.example' id='a1'><pubsub xmlns='http://jabber.org/protocol/pubsub'><affiliations/></pubsub></iq>
        romeo/orchard receives
            <iq type='result' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='a1'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><affiliations/></pubsub>
            </iq>
        """, Router);

    [Fact] // §§5.1 to 5.3
    public Task The_service_is_found_and_tells_its_nodes() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends     <iq type='get' to='montague.example' id='d1'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>
        romeo/orchard receives
            <iq type='result' from='montague.example' to='romeo@montague.example/orchard' id='d1'>
              <query xmlns='http://jabber.org/protocol/disco#items'>
                <item jid='pubsub.capulet.example'/><item jid='pubsub.montague.example'/><item jid='stage.example'/>
              </query>
            </iq>
        romeo/orchard sends     <iq type='get' to='pubsub.montague.example' id='d2'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>
        romeo/orchard receives
            <iq type='result' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='d2'>
              <query xmlns='http://jabber.org/protocol/disco#items'>
                <item jid='pubsub.montague.example' node='farms/stage.example' name='Instances of stage.example'/>
              </query>
            </iq>
        romeo/orchard sends
            <iq type='get' to='pubsub.montague.example' id='d3'><query xmlns='http://jabber.org/protocol/disco#info' node='farms/stage.example'/></iq>
        romeo/orchard receives
            <iq type='result' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='d3'>
              <query xmlns='http://jabber.org/protocol/disco#info' node='farms/stage.example'>...</query>
            </iq>
        """, Router);

    [Fact] // §§7.1.3.1, 6.1.3, 8.1
    public Task Clients_neither_publish_nor_subscribe_others() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends
            <iq type='set' to='pubsub.montague.example' id='p1'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='farms/stage.example'><item id='x'/></publish></pubsub>
            </iq>
        romeo/orchard receives
            <iq type='error' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='p1'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'>...</pubsub>
              <error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
            </iq>
        romeo/orchard sends
            <iq type='set' to='pubsub.montague.example' id='p2'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><subscribe node='farms/stage.example' jid='juliet@capulet.example'/></pubsub>
            </iq>
        romeo/orchard receives
            <iq type='error' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='p2'>
              <error type='modify'>
                <bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><invalid-jid xmlns='http://jabber.org/protocol/pubsub#errors'/>
              </error>
            </iq>
        romeo/orchard sends
            <iq type='get' to='pubsub.montague.example' id='p3'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='farms/verona.example'/></pubsub>
            </iq>
        romeo/orchard receives
            <iq type='error' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='p3'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'>...</pubsub>
              <error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
            </iq>
        """, Router);

    [Fact] // §6.1.3.4
    public Task Who_may_not_watch_does_not_subscribe() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends
            <iq type='set' to='pubsub.montague.example' id='s1'>
              <pubsub xmlns='http://jabber.org/protocol/pubsub'><subscribe node='farms/stage.example' jid='romeo@montague.example'/></pubsub>
            </iq>
        romeo/orchard receives
            <iq type='error' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='s1'>
              <error type='cancel'>
                <not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><closed-node xmlns='http://jabber.org/protocol/pubsub#errors'/>
              </error>
            </iq>
        """);
}
