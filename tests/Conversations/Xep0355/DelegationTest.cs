using XmppActors.Actors.Components.Delegation;
using XmppActors.Actors.Components.Policies;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Xep0355;

/// <summary>XEP-0355: a component that answers in the place of the server and of its accounts.</summary>
public sealed class DelegationTest : ConversationTest
{
    private static readonly WorldSettings Delegated = WorldSettings.Default with
    {
        Rules = new FarmRules { Delegations = [new FarmDelegation("urn:xmpp:mam:2", ["node"]), new FarmDelegation(DelegationXml.AnyInfo, [])] },
    };

    private const string Told = """
        <delegation xmlns='urn:xmpp:delegation:2'>
          <delegated namespace='urn:xmpp:mam:2'><attribute name='node'/></delegated>
          <delegated namespace='urn:xmpp:delegation:2:bare:disco#info:*'/>
        </delegation>
        """;

    private const string Connected = $$"""
        stage connects to component
        stage opens a component stream
        stage shakes hands
        stage receives in any order
            <message xmlns='jabber:component:accept' from='capulet.example' to='stage.example'>{{Told}}</message>
            <message xmlns='jabber:component:accept' from='montague.example' to='stage.example'>{{Told}}</message>
            <iq xmlns='jabber:component:accept' type='get' from='capulet.example' to='stage.example' id='{server}'><query xmlns='http://jabber.org/protocol/disco#info' node='urn:xmpp:delegation:2::urn:xmpp:mam:2'/></iq>
            <iq xmlns='jabber:component:accept' type='get' from='capulet.example' to='stage.example' id='{bare}'><query xmlns='http://jabber.org/protocol/disco#info' node='urn:xmpp:delegation:2:bare:urn:xmpp:mam:2'/></iq>
        stage sends <iq type='result' from='stage.example' to='capulet.example' id='{server}'><query xmlns='http://jabber.org/protocol/disco#info' node='urn:xmpp:delegation:2::urn:xmpp:mam:2'><feature var='urn:xmpp:mam:2'/></query></iq>
        stage sends <iq type='result' from='stage.example' to='capulet.example' id='{bare}'><query xmlns='http://jabber.org/protocol/disco#info' node='urn:xmpp:delegation:2:bare:urn:xmpp:mam:2'><identity category='store' type='file'/><feature var='urn:xmpp:mam:2#extended'/></query></iq>

        """;

    private const string Asked = """
        <delegation xmlns='urn:xmpp:delegation:2'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client' type='set' from='juliet@capulet.example/balcony' to='juliet@capulet.example' id='q1'><query xmlns='urn:xmpp:mam:2' node='n'/></iq></forwarded></delegation>
        """;

    [Fact] // §4.3
    public Task The_component_answers_in_the_account_s_place() => Conversation(Connected + $$"""
        juliet/balcony is connected
        juliet/balcony sends    <iq type='set' id='q1'><query xmlns='urn:xmpp:mam:2' node='n'/></iq>
        stage receives          <iq xmlns='jabber:component:accept' type='set' from='capulet.example' to='stage.example' id='{d}'>{{Asked}}</iq>
        stage sends             <iq type='result' from='stage.example' to='capulet.example' id='{d}'><delegation xmlns='urn:xmpp:delegation:2'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client' type='result' to='juliet@capulet.example/balcony' id='q1'><fin xmlns='urn:xmpp:mam:2'/></iq></forwarded></delegation></iq>
        juliet/balcony receives <iq type='result' from='juliet@capulet.example' to='juliet@capulet.example/balcony' id='q1'><fin xmlns='urn:xmpp:mam:2'/></iq>
        """, Delegated);

    [Theory] // §4.3
    [InlineData("<iq xmlns='jabber:client' type='result' to='juliet@capulet.example/balcony' id='q2'/>")]
    [InlineData("<iq xmlns='jabber:client' type='result' to='romeo@montague.example/orchard' id='q1'/>")]
    [InlineData("<iq xmlns='jabber:client' type='result' from='romeo@montague.example' to='juliet@capulet.example/balcony' id='q1'/>")]
    [InlineData("<iq xmlns='jabber:client' type='error' to='juliet@capulet.example/balcony' id='q1'/>")]
    public Task A_wrong_answer_is_no_service(string inner) => Conversation(Connected + $$"""
        juliet/balcony is connected
        juliet/balcony sends    <iq type='set' id='q1'><query xmlns='urn:xmpp:mam:2' node='n'/></iq>
        stage receives          <iq xmlns='jabber:component:accept' type='set' from='capulet.example' to='stage.example' id='{d}'>{{Asked}}</iq>
        stage sends             <iq type='result' from='stage.example' to='capulet.example' id='{d}'><delegation xmlns='urn:xmpp:delegation:2'><forwarded xmlns='urn:xmpp:forward:0'>{{inner}}</forwarded></delegation></iq>
        juliet/balcony receives <iq type='error' from='juliet@capulet.example' to='juliet@capulet.example/balcony' id='q1'><query xmlns='urn:xmpp:mam:2' node='n'/><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        """, Delegated);

    [Fact] // §4.3, notes 1 and 3
    public Task Without_the_component_or_the_attribute_nothing_is_delegated() => Conversation("""
        juliet/balcony is connected
        juliet/balcony sends    <iq type='set' id='q1'><query xmlns='urn:xmpp:mam:2' node='n'/></iq>
        juliet/balcony receives <iq type='error' from='juliet@capulet.example' to='juliet@capulet.example/balcony' id='q1'>...</iq>
        juliet/balcony sends    <iq type='set' id='q2'><query xmlns='urn:xmpp:mam:2'/></iq>
        juliet/balcony receives <iq type='error' from='juliet@capulet.example' to='juliet@capulet.example/balcony' id='q2'>...</iq>
        """, Delegated);

    [Fact] // §6.2.2
    public Task What_the_component_can_do_is_told_of_accounts() => Conversation(Connected + """
        juliet/balcony is connected
        juliet/balcony receives nothing
        juliet/balcony sends    <iq type='get' to='juliet@capulet.example' id='i1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        juliet/balcony receives
            <iq type='result' from='juliet@capulet.example' to='juliet@capulet.example/balcony' id='i1'>
              <query xmlns='http://jabber.org/protocol/disco#info'>
                <identity category='account' type='registered'/><identity category='store' type='file'/>
                <feature var='http://jabber.org/protocol/disco#info'/><feature var='http://jabber.org/protocol/disco#items'/>
                <feature var='jabber:iq:last'/><feature var='urn:xmpp:mam:2#extended'/><feature var='urn:xmpp:ping'/>
              </query>
            </iq>
        """, Delegated);

    [Fact] // §6.2.4
    public Task Nodes_of_accounts_are_the_component_s() => Conversation(Connected + """
        juliet/balcony is connected
        juliet/balcony sends    <iq type='get' to='juliet@capulet.example' id='i1'><query xmlns='http://jabber.org/protocol/disco#info' node='urn:xmpp:microblog:0'/></iq>
        stage receives          <iq xmlns='jabber:component:accept' type='set' from='capulet.example' to='stage.example' id='{d}'>...</iq>
        stage sends             <iq type='result' from='stage.example' to='capulet.example' id='{d}'><delegation xmlns='urn:xmpp:delegation:2'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client' type='result' to='juliet@capulet.example/balcony' id='i1'><query xmlns='http://jabber.org/protocol/disco#info' node='urn:xmpp:microblog:0'/></iq></forwarded></delegation></iq>
        juliet/balcony receives <iq type='result' from='juliet@capulet.example' to='juliet@capulet.example/balcony' id='i1'><query xmlns='http://jabber.org/protocol/disco#info' node='urn:xmpp:microblog:0'/></iq>
        """, Delegated);
}
