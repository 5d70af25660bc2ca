using XmppActors.Actors.Components.Availability;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Availability;

/// <summary>What is said of a farm's component while it is there and while it is not (XEP-0030, XEP-0115).</summary>
public sealed class DiscoTest : ConversationTest
{
    private const string AnsweringStage = """
        one connects to component
        one opens a component stream
        one shakes hands
        server passes 1 s
        one receives            <iq xmlns='jabber:component:accept' type='get' from='capulet.example/farm-info' to='stage.example' id='{question}'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        one sends
            <iq type='result' from='stage.example' to='capulet.example/farm-info' id='{question}'>
              <query xmlns='http://jabber.org/protocol/disco#info'><identity category='conference' type='text' name='Globe'/><feature var='http://jabber.org/protocol/muc'/></query>
            </iq>
        """;

    [Fact]
    public Task While_no_instance_is_there_a_copy_is_told_and_marked() => Conversation($"""
        romeo/orchard is connected
        romeo/orchard sends     <iq type='get' to='stage.example' id='q0'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        romeo/orchard receives
            <iq type='error' from='stage.example' to='romeo@montague.example/orchard' id='q0'>
              <query xmlns='http://jabber.org/protocol/disco#info'/>
              <error type='wait'><remote-server-timeout xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
            </iq>
        {AnsweringStage}
        romeo/orchard receives nothing
        romeo/orchard sends     <iq type='get' to='stage.example' id='q1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        one receives            <iq xmlns='jabber:component:accept' type='get' from='romeo@montague.example/orchard' to='stage.example' id='q1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        one closes the stream
        romeo/orchard receives nothing
        romeo/orchard sends     <iq type='get' to='stage.example' id='q2'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        romeo/orchard receives
            <iq type='result' from='stage.example' to='romeo@montague.example/orchard' id='q2'>
              <query xmlns='http://jabber.org/protocol/disco#info'>
                <identity category='conference' type='text' name='Globe'/><feature var='http://jabber.org/protocol/muc'/>
                <x xmlns='jabber:x:data' type='result'>
                  <field var='FORM_TYPE' type='hidden'><value>urn:xmpp-actors:farm:0#copy</value></field>
                  <field var='copied-at' type='text-single'><value>...</value></field>
                </x>
              </query>
            </iq>
        """);

    [Fact]
    public Task The_copy_is_told_while_what_is_for_the_component_is_held() => Conversation($"""
        romeo/orchard is connected
        {AnsweringStage}
        one closes the stream
        romeo/orchard sends     <message to='globe@stage.example' id='m1'/>
        romeo/orchard receives nothing
        romeo/orchard sends     <iq type='get' to='stage.example' id='q1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        romeo/orchard receives
            <iq type='result' from='stage.example' to='romeo@montague.example/orchard' id='q1'>
              <query xmlns='http://jabber.org/protocol/disco#info'>
                <identity category='conference' type='text' name='Globe'/><feature var='http://jabber.org/protocol/muc'/>
                <x xmlns='jabber:x:data' type='result'>...</x>
              </query>
            </iq>
        two connects to component
        two opens a component stream
        two shakes hands
        two receives            <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'/>
        """, WorldSettings.Default with { HoldsWhenEmpty = true });

    [Fact] // XEP-0115 §6.2, XEP-0390
    public Task Presence_of_the_router_says_what_the_component_can_do() => Conversation($"""
        romeo/orchard is available
        romeo/orchard sends     <presence type='subscribe' to='stage.example'/>
        romeo/orchard receives in any order
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>...</iq>
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>...</iq>
            <presence type='subscribed' from='stage.example' to='romeo@montague.example'/>
            <presence type='unavailable' from='stage.example' to='romeo@montague.example'>...</presence>
        {AnsweringStage}
        romeo/orchard receives
            <presence from='stage.example' to='romeo@montague.example'><status>1 of 1 instance ready</status></presence>
            <presence from='stage.example' to='romeo@montague.example'>
              <status>1 of 1 instance ready</status>
              <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:xmpp-actors:farm:0' ver='...'/>
              <c xmlns='urn:xmpp:caps'><hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>...</hash></c>
            </presence>
        romeo/orchard sends
            <iq type='get' to='stage.example' id='q1'><query xmlns='http://jabber.org/protocol/disco#info' node='urn:xmpp-actors:farm:0#{Hash}'/></iq>
        romeo/orchard receives
            <iq type='result' from='stage.example' to='romeo@montague.example/orchard' id='q1'>
              <query xmlns='http://jabber.org/protocol/disco#info' node='urn:xmpp-actors:farm:0#{Hash}'>
                <identity category='conference' type='text' name='Globe'/><feature var='http://jabber.org/protocol/muc'/>
              </query>
            </iq>
        """, WorldSettings.Default with { Availability = new AvailabilitySettings { Presence = PresenceSource.Router } });

    [Fact]
    public Task A_hidden_farm_is_in_no_list() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends     <iq type='get' to='montague.example' id='d1'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>
        romeo/orchard receives
            <iq type='result' from='montague.example' to='romeo@montague.example/orchard' id='d1'>
              <query xmlns='http://jabber.org/protocol/disco#items'><item jid='pubsub.capulet.example'/><item jid='pubsub.montague.example'/></query>
            </iq>
        romeo/orchard sends     <iq type='get' to='pubsub.montague.example' id='d2'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>
        romeo/orchard receives
            <iq type='result' from='pubsub.montague.example' to='romeo@montague.example/orchard' id='d2'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>
        """, WorldSettings.Default with { Availability = new AvailabilitySettings { Presence = PresenceSource.Router, IsHidden = true } });

    /// <summary>Of what <see cref="AnsweringStage"/> answers.</summary>
    private static string Hash => Capabilities.OldHash(System.Xml.Linq.XElement.Parse("""
        <query xmlns='http://jabber.org/protocol/disco#info'><identity category='conference' type='text' name='Globe'/><feature var='http://jabber.org/protocol/muc'/></query>
        """));
}
