namespace XmppActors.Conversations.Xep0114;

/// <summary>XEP-0114: external components that connect to the server.</summary>
public sealed class ComponentTest : ConversationTest
{
    [Fact] // §3
    public Task A_component_that_knows_the_secret_speaks_for_its_domain() => Conversation("""
        romeo/orchard is connected
        stage connects to component
        stage opens a component stream
        stage shakes hands
        romeo/orchard sends     <message to='globe@stage.example' id='m1'><body>Enter Romeo</body></message>
        stage receives          <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'><body>Enter Romeo</body></message>
        stage sends             <message from='globe@stage.example/act2' to='romeo@montague.example/orchard' id='m2'><body>He jests at scars</body></message>
        romeo/orchard receives  <message from='globe@stage.example/act2' to='romeo@montague.example/orchard' id='m2'><body>He jests at scars</body></message>
        """);

    [Fact]
    public Task Requests_and_answers_find_their_way_both_ways() => Conversation("""
        romeo/orchard is connected
        stage connects to component
        stage opens a component stream
        stage shakes hands
        romeo/orchard sends     <iq type='get' to='stage.example' id='q1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        stage receives          <iq xmlns='jabber:component:accept' type='get' from='romeo@montague.example/orchard' to='stage.example' id='q1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        stage sends             <iq type='result' from='stage.example' to='romeo@montague.example/orchard' id='q1'><query xmlns='http://jabber.org/protocol/disco#info'><identity category='conference' type='text'/></query></iq>
        romeo/orchard receives  <iq type='result' from='stage.example' to='romeo@montague.example/orchard' id='q1'><query xmlns='http://jabber.org/protocol/disco#info'><identity category='conference' type='text'/></query></iq>
        stage sends             <iq type='get' from='stage.example' to='montague.example' id='q2'><ping xmlns='urn:xmpp:ping'/></iq>
        stage receives          <iq xmlns='jabber:component:accept' type='result' from='montague.example' to='stage.example' id='q2'/>
        """);

    [Fact]
    public Task A_component_has_contacts_as_a_user_has() => Conversation("""
        romeo/orchard is available
        stage connects to component
        stage opens a component stream
        stage shakes hands
        stage sends             <presence type='subscribe' from='globe@stage.example' to='romeo@montague.example'/>
        romeo/orchard receives  <presence type='subscribe' from='globe@stage.example' to='romeo@montague.example'/>
        romeo/orchard sends     <presence type='subscribed' to='globe@stage.example'/>
        romeo/orchard receives
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='globe@stage.example' subscription='from'/></query>
            </iq>
        stage receives in any order
            <presence xmlns='jabber:component:accept' type='subscribed' from='romeo@montague.example' to='globe@stage.example'/>
            <presence xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example'/>
        romeo/orchard disconnects
        stage receives          <presence xmlns='jabber:component:accept' type='unavailable' from='romeo@montague.example/orchard' to='globe@stage.example'/>
        """);

    [Theory] // §3
    [InlineData("verona.example", "host-unknown")]
    [InlineData("capulet.example", "host-unknown")]
    public Task A_domain_that_is_no_component_s_is_refused(string domain, string condition) => Conversation($"""
        stage connects to component
        stage sends     <stream:stream to='{domain}' xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>
        stage receives  <stream:stream id='...'>
        stage is closed with {condition}
        """);

    [Fact] // §3
    public Task A_wrong_secret_is_refused() => Conversation("""
        stage connects to component
        stage opens a component stream
        stage shakes hands with the secret nothing
        stage is closed with not-authorized
        """);

    [Fact]
    public Task Nothing_comes_before_the_handshake() => Conversation("""
        stage connects to component
        stage opens a component stream
        stage sends <message from='globe@stage.example' to='romeo@montague.example'/>
        stage is closed with not-authorized
        """);

    [Theory] // RFC 6120 §4.9.3.7, §4.9.3.9
    [InlineData("from='globe@verona.example' to='romeo@montague.example'", "invalid-from")]
    [InlineData("to='romeo@montague.example'", "improper-addressing")]
    [InlineData("from='globe@stage.example'", "improper-addressing")]
    public Task A_component_speaks_for_its_domain_only(string addresses, string condition) => Conversation($"""
        stage connects to component
        stage opens a component stream
        stage shakes hands
        stage sends <message {addresses}/>
        stage is closed with {condition}
        """);

    [Fact]
    public Task A_component_that_is_not_there_may_come_back() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends     <message to='globe@stage.example' id='m1'/>
        romeo/orchard receives  <message type='error' from='globe@stage.example' to='romeo@montague.example/orchard' id='m1'>
                                  <error type='wait'><remote-server-timeout xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                </message>
        stage connects to component
        stage opens a component stream
        stage shakes hands
        romeo/orchard sends     <message to='globe@stage.example' id='m2'/>
        stage receives          <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m2'/>
        romeo/orchard receives nothing
        stage closes the stream
        romeo/orchard sends     <message to='globe@stage.example' id='m3'/>
        romeo/orchard receives  <message type='error' from='globe@stage.example' to='romeo@montague.example/orchard' id='m3'>...</message>
        """);

    [Fact]
    public Task When_one_instance_leaves_another_has_its_share_at_once() => Conversation("""
        romeo/orchard is connected
        one connects to component
        one opens a component stream
        one shakes hands
        two connects to component
        two opens a component stream
        two shakes hands
        one disconnects
        romeo/orchard sends     <message to='globe@stage.example' id='m1'/>
        two receives            <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'/>
        """);

    [Fact] // XEP-0199, XEP-0203, XEP-0359
    public Task What_a_lost_instance_may_have_read_goes_to_another_marked() => Conversation("""
        romeo/orchard is connected
        one connects to component
        one leaves pings unanswered
        one opens a component stream
        one shakes hands
        one receives            <iq xmlns='jabber:component:accept' type='get' from='capulet.example' to='stage.example' id='...'><ping xmlns='urn:xmpp:ping'/></iq>
        romeo/orchard sends     <message to='globe@stage.example' id='m1'><body>Enter Romeo</body></message>
        romeo/orchard sends     <iq type='get' to='stage.example' id='q1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        one receives            <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'><body>Enter Romeo</body></message>
        one receives            <iq xmlns='jabber:component:accept' type='get' from='romeo@montague.example/orchard' to='stage.example' id='q1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        two connects to component
        two opens a component stream
        two shakes hands
        one disconnects
        two receives            <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'><body>Enter Romeo</body><delay xmlns='urn:xmpp:delay' from='capulet.example' stamp='...'/><stanza-id xmlns='urn:xmpp:sid:0' by='capulet.example' id='...'/></message>
        two receives            <iq xmlns='jabber:component:accept' type='get' from='romeo@montague.example/orchard' to='stage.example' id='q1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        """);

    [Fact]
    public Task Of_a_component_that_knows_no_pings_what_was_written_counts_as_read() => Conversation("""
        romeo/orchard is connected
        one connects to component
        one leaves pings unanswered
        one opens a component stream
        one shakes hands
        one receives            <iq xmlns='jabber:component:accept' type='get' from='capulet.example' to='stage.example' id='...'><ping xmlns='urn:xmpp:ping'/></iq>
        romeo/orchard sends     <message to='globe@stage.example' id='m1'/>
        one receives            <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'/>
        time passes 2 s
        two connects to component
        two opens a component stream
        two shakes hands
        one disconnects
        two receives nothing
        """);
}
