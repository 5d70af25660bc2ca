using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Xep0356;

/// <summary>XEP-0356: a component that may act in the name of the server and of its accounts.</summary>
public sealed class PrivilegeTest : ConversationTest
{
    private static readonly WorldSettings Privileged = WorldSettings.Default with
    {
        Rules = new FarmRules
        {
            Privileges = new FarmPrivileges
            {
                Roster = IqAccess.Both,
                Messages = true,
                Iqs = [new IqPrivilege("urn:xmpp:ping", IqAccess.Get)],
                Presence = PresenceAccess.ManagedEntity,
            },
        },
    };

    private const string Advertised = """
        <privilege xmlns='urn:xmpp:privilege:2'>
          <perm access='roster' type='both' push='true'/>
          <perm access='message' type='outgoing'/>
          <perm access='iq'><namespace ns='urn:xmpp:ping' type='get'/></perm>
          <perm access='presence' type='managed_entity'/>
        </privilege>
        """;

    private const string Connected = $"""
        stage connects to component
        stage opens a component stream
        stage shakes hands
        stage receives <message xmlns='jabber:component:accept' from='capulet.example' to='stage.example'>{Advertised}</message>
        stage receives <message xmlns='jabber:component:accept' from='montague.example' to='stage.example'>{Advertised}</message>

        """;

    [Fact] // §4.2
    public Task Every_instance_is_told_what_it_may() => Conversation(Connected + $"""
        two connects to component
        two opens a component stream
        two shakes hands
        two receives <message xmlns='jabber:component:accept' from='capulet.example' to='stage.example'>{Advertised}</message>
        two receives <message xmlns='jabber:component:accept' from='montague.example' to='stage.example'>{Advertised}</message>
        """, Privileged);

    [Fact] // §4.3, §4.4
    public Task A_roster_is_read_and_changed_and_its_changes_are_told() => Conversation(Connected + """
        juliet/balcony is interested
        stage sends    <iq type='set' from='stage.example' to='juliet@capulet.example' id='r1'><query xmlns='jabber:iq:roster'><item jid='romeo@montague.example' name='Romeo'/></query></iq>
        stage receives in any order
            <iq xmlns='jabber:component:accept' type='result' from='juliet@capulet.example' to='stage.example' id='r1'/>
            <iq xmlns='jabber:component:accept' type='set' from='juliet@capulet.example' to='stage.example' id='...'><query xmlns='jabber:iq:roster' ver='...'><item jid='romeo@montague.example' name='Romeo' subscription='none'/></query></iq>
        juliet/balcony receives <iq type='set' from='juliet@capulet.example' to='juliet@capulet.example/balcony' id='...'><query xmlns='jabber:iq:roster' ver='...'><item jid='romeo@montague.example' name='Romeo' subscription='none'/></query></iq>
        stage sends    <iq type='get' from='stage.example' to='juliet@capulet.example' id='r2'><query xmlns='jabber:iq:roster'/></iq>
        stage receives <iq xmlns='jabber:component:accept' type='result' from='juliet@capulet.example' to='stage.example' id='r2'><query xmlns='jabber:iq:roster'><item jid='romeo@montague.example' name='Romeo' subscription='none'/></query></iq>
        """, Privileged);

    [Fact] // §5.3
    public Task A_message_is_sent_in_an_account_s_name() => Conversation(Connected + """
        romeo/orchard is connected
        stage sends            <message from='stage.example' to='capulet.example' id='n1'><privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='juliet@capulet.example' to='romeo@montague.example/orchard' id='foo'><event xmlns='http://jabber.org/protocol/pubsub#event'/></message></forwarded></privilege></message>
        romeo/orchard receives <message from='juliet@capulet.example' to='romeo@montague.example/orchard' id='foo'><event xmlns='http://jabber.org/protocol/pubsub#event'/></message>
        """, Privileged);

    [Theory] // §5.1
    [InlineData("juliet@capulet.example/balcony")]
    [InlineData("romeo@montague.example")]
    [InlineData("nobody@verona.example")]
    public Task A_message_is_sent_in_nobody_else_s_name(string from) => Conversation(Connected + $"""
        romeo/orchard is connected
        stage sends    <message from='stage.example' to='capulet.example' id='n1'><privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='{from}' to='romeo@montague.example/orchard' id='foo'/></forwarded></privilege></message>
        stage receives <message xmlns='jabber:component:accept' type='error' from='capulet.example' to='stage.example' id='n1'><privilege xmlns='urn:xmpp:privilege:2'>...</privilege><error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>
        """, Privileged);

    [Fact] // §6.3
    public Task A_request_is_made_in_an_account_s_name_and_its_answer_comes_back() => Conversation(Connected + """
        juliet has an account
        stage sends    <iq type='get' from='stage.example' to='juliet@capulet.example' id='q1'><privileged_iq xmlns='urn:xmpp:privilege:2'><iq xmlns='jabber:client' type='get' to='montague.example' id='sub1'><ping xmlns='urn:xmpp:ping'/></iq></privileged_iq></iq>
        stage receives <iq xmlns='jabber:component:accept' type='result' from='juliet@capulet.example' to='stage.example' id='q1'><privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'><iq xmlns='jabber:client' type='result' from='montague.example' to='juliet@capulet.example' id='sub1'/></forwarded></privilege></iq>
        """, Privileged);

    [Theory] // §6.3
    [InlineData("<iq xmlns='jabber:client' type='set' to='montague.example' id='sub1'><ping xmlns='urn:xmpp:ping'/></iq>")]
    [InlineData("<iq xmlns='jabber:client' type='get' to='montague.example' id='sub1'><query xmlns='jabber:iq:version'/></iq>")]
    [InlineData("<iq xmlns='jabber:client' type='get' from='romeo@montague.example' to='montague.example' id='sub1'><ping xmlns='urn:xmpp:ping'/></iq>")]
    [InlineData("<iq xmlns='jabber:server' type='get' to='montague.example' id='sub1'><ping xmlns='urn:xmpp:ping'/></iq>")]
    public Task Other_requests_are_forbidden(string inner) => Conversation(Connected + $"""
        juliet has an account
        stage sends    <iq type='get' from='stage.example' to='juliet@capulet.example' id='q1'><privileged_iq xmlns='urn:xmpp:privilege:2'>{inner}</privileged_iq></iq>
        stage receives <iq xmlns='jabber:component:accept' type='error' from='juliet@capulet.example' to='stage.example' id='q1'><privileged_iq xmlns='urn:xmpp:privilege:2'>...</privileged_iq><error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        """, Privileged);

    [Fact] // §7.1
    public Task Presence_of_accounts_is_told() => Conversation(Connected + """
        juliet/balcony is available
        stage receives <presence xmlns='jabber:component:accept' from='juliet@capulet.example/balcony' to='stage.example'/>
        juliet/balcony sends    <presence><show>away</show></presence>
        juliet/balcony receives <presence from='juliet@capulet.example/balcony' to='juliet@capulet.example'><show>away</show></presence>
        juliet/balcony disconnects
        stage receives <presence xmlns='jabber:component:accept' type='unavailable' from='juliet@capulet.example/balcony' to='stage.example'/>
        """, Privileged);

    [Fact]
    public Task Without_privileges_nothing_of_it_is_allowed() => Conversation("""
        juliet has an account
        romeo/orchard is connected
        stage connects to component
        stage opens a component stream
        stage shakes hands
        stage sends    <iq type='get' from='stage.example' to='juliet@capulet.example' id='r1'><query xmlns='jabber:iq:roster'/></iq>
        stage receives <iq xmlns='jabber:component:accept' type='error' from='juliet@capulet.example' to='stage.example' id='r1'>...</iq>
        stage sends    <message from='stage.example' to='capulet.example' id='n1'><privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='juliet@capulet.example' to='romeo@montague.example/orchard' id='foo'/></forwarded></privilege></message>
        stage receives <message xmlns='jabber:component:accept' type='error' from='capulet.example' to='stage.example' id='n1'>...</message>
        stage sends    <iq type='get' from='stage.example' to='juliet@capulet.example' id='q1'><privileged_iq xmlns='urn:xmpp:privilege:2'><iq xmlns='jabber:client' type='get' to='montague.example' id='sub1'><ping xmlns='urn:xmpp:ping'/></iq></privileged_iq></iq>
        stage receives <iq xmlns='jabber:component:accept' type='error' from='juliet@capulet.example' to='stage.example' id='q1'>...</iq>
        """);
}
