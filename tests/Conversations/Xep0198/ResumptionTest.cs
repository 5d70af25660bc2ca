using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Xep0198;

/// <summary>XEP-0198 §5: resuming.</summary>
public sealed class ResumptionTest : ConversationTest
{
    [Fact]
    public Task A_session_goes_on_with_another_connection_and_loses_nothing() => Conversation("""
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='300'/>
        romeo/orchard sends      <message to='juliet@capulet.example/balcony' id='m1'/>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'/>
        juliet/balcony sends     <message to='romeo@montague.example/orchard' id='n1'/>
        romeo/orchard receives   <message from='juliet@capulet.example/balcony' to='romeo@montague.example/orchard' id='n1'/>
        romeo/orchard sends      <message to='juliet@capulet.example/balcony' id='m2'/>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m2'/>
        juliet/balcony disconnects
        romeo/orchard sends      <message to='juliet@capulet.example/balcony' id='m3'/>
        romeo/orchard receives nothing
        juliet is authenticated
        juliet sends     <resume xmlns='urn:xmpp:sm:3' previd='{id}' h='1'/>
        juliet receives  <resumed xmlns='urn:xmpp:sm:3' previd='{id}' h='1'/>
                         <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m2'/>
                         <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m3'/>
                         <r xmlns='urn:xmpp:sm:3'/>
        juliet sends     <a xmlns='urn:xmpp:sm:3' h='3'/><message to='romeo@montague.example/orchard' id='n2'/><r xmlns='urn:xmpp:sm:3'/>
        juliet receives  <a xmlns='urn:xmpp:sm:3' h='2'/>
        romeo/orchard receives   <message from='juliet@capulet.example/balcony' to='romeo@montague.example/orchard' id='n2'/>
        """);

    [Fact]
    public Task A_resumed_session_leaves_its_old_connection_even_if_that_seems_alive() => Conversation("""
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='1' max='60'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='60'/>
        juliet is authenticated
        juliet sends     <resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>
        juliet receives  <resumed xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>
        juliet/balcony is closed with conflict
        juliet sends     <r xmlns='urn:xmpp:sm:3'/>
        juliet receives  <a xmlns='urn:xmpp:sm:3' h='0'/>
        """);

    [Fact]
    public Task Who_comes_back_too_late_learns_what_arrived_and_may_bind_anew() => Conversation("""
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true' max='60'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='60'/>
        juliet/balcony sends     <message to='romeo@montague.example/orchard' id='n1'/>
        romeo/orchard receives   <message from='juliet@capulet.example/balcony' to='romeo@montague.example/orchard' id='n1'/>
        juliet/balcony disconnects
        time passes 61 s
        juliet is authenticated
        juliet sends     <resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>
        juliet receives  <failed xmlns='urn:xmpp:sm:3' h='1'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>
        juliet sends     <iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>balcony</resource></bind></iq>
        juliet receives  <iq type='result' id='b1'>...</iq>
        """);

    [Fact] // RFC 6121 §8.5.3.2.1
    public Task What_a_lost_session_held_goes_to_another_resource() => Conversation("""
        romeo/orchard is connected
        juliet/chamber is available
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true' max='60'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='...' resume='true' max='60'/>
        juliet/balcony disconnects
        romeo/orchard sends      <message type='chat' to='juliet@capulet.example/balcony' id='m1'><body>Art thou gone?</body></message>
        juliet/chamber receives nothing
        time passes 61 s
        juliet/chamber receives in any order
            <presence type='unavailable' from='juliet@capulet.example/balcony' to='juliet@capulet.example'/>
            <message type='chat' from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'><body>Art thou gone?</body>...</message>
        """);

    [Fact] // XEP-0160
    public Task With_nobody_else_there_it_is_kept_offline() => Conversation("""
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true' max='60'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='...' resume='true' max='60'/>
        juliet/balcony disconnects
        romeo/orchard sends      <message type='chat' to='juliet@capulet.example' id='m1'><body>Art thou gone?</body></message>
        time passes 61 s
        juliet/chamber is interested
        juliet/chamber sends     <presence/>
        juliet/chamber receives  <presence from='juliet@capulet.example/chamber' to='juliet@capulet.example'/>
                                 <message type='chat' from='romeo@montague.example/orchard' to='juliet@capulet.example' id='m1'><body>Art thou gone?</body>...</message>
        """);

    [Fact]
    public Task A_session_that_was_closed_cannot_be_resumed() => Conversation("""
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='300'/>
        juliet/balcony closes the stream
        juliet is authenticated
        juliet sends     <resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>
        juliet receives  <failed xmlns='urn:xmpp:sm:3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>
        """);

    [Fact]
    public Task Nobody_resumes_the_session_of_another_account() => Conversation("""
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='300'/>
        nurse/balcony is connected
        nurse is authenticated
        nurse sends     <resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>
        nurse receives  <failed xmlns='urn:xmpp:sm:3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>
        juliet/balcony sends     <r xmlns='urn:xmpp:sm:3'/>
        juliet/balcony receives  <a xmlns='urn:xmpp:sm:3' h='0'/>
        """);

    [Fact]
    public Task A_session_that_was_not_to_be_resumed_ends_with_its_connection() => Conversation("""
        romeo is a friend of juliet
        juliet/balcony is available
        romeo/orchard is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3'/>
        juliet/balcony disconnects
        romeo/orchard receives   <presence type='unavailable' from='juliet@capulet.example/balcony' to='romeo@montague.example'/>
        """);

    [Fact] // RFC 6120 §7.7.2.2
    public Task A_new_binding_ends_a_session_that_waits_for_its_client_and_gets_what_that_held() => Conversation("""
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='300'/>
        juliet/balcony disconnects
        romeo/orchard sends      <message type='chat' to='juliet@capulet.example/balcony' id='m1'><body>Art thou gone?</body></message>
        romeo/orchard receives nothing
        juliet/balcony is interested
        juliet/balcony sends     <presence/>
        juliet/balcony receives  <presence from='juliet@capulet.example/balcony' to='juliet@capulet.example'/>
                                 <message type='chat' from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'><body>Art thou gone?</body>...</message>
        """);

    [Theory]
    [InlineData("<resume xmlns='urn:xmpp:sm:3' previd='nonsense' h='0'/>", "item-not-found")]
    [InlineData("<resume xmlns='urn:xmpp:sm:3' h='0'/>", "item-not-found")]
    [InlineData("<resume xmlns='urn:xmpp:sm:3' previd='AAAAAAAAAAAAAAAAAAAAAGJhbGNvbnk' h='x'/>", "bad-request")]
    [InlineData("<resume xmlns='urn:xmpp:sm:3' previd='AAAAAAAAAAAAAAAAAAAAAGJhbGNvbnk' h='0'/>", "item-not-found")]
    [InlineData("<enable xmlns='urn:xmpp:sm:3'/>", "unexpected-request")]
    [InlineData("<r xmlns='urn:xmpp:sm:3'/>", "unexpected-request")]
    public Task What_fails_before_binding_harms_nobody(string xml, string condition) => Conversation($"""
        juliet is authenticated
        juliet sends     {xml}
        juliet receives  <failed xmlns='urn:xmpp:sm:3'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>
        juliet sends     <iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>
        juliet receives  <iq type='result' id='b1'>...</iq>
        """);

    [Fact]
    public Task A_client_whose_acknowledgement_does_not_come_is_cut_off_and_may_come_back() => Conversation("""
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='300'/>
        romeo/orchard sends      <message to='juliet@capulet.example/balcony' id='m1'/>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'/>
        time passes 2 s
        juliet/balcony receives  <r xmlns='urn:xmpp:sm:3'/>
        time passes 60 s
        juliet/balcony is closed with connection-timeout
        juliet is authenticated
        juliet sends     <resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>
        juliet receives  <resumed xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>
                         <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'/>
                         <r xmlns='urn:xmpp:sm:3'/>
        juliet sends     <a xmlns='urn:xmpp:sm:3' h='1'/>
        """);

    [Fact]
    public Task A_session_without_connection_holds_so_much_and_no_more() => Conversation(
        """
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='300'/>
        juliet/balcony disconnects
        romeo/orchard sends      <message type='chat' to='juliet@capulet.example/balcony' id='m1'><body>1</body></message><message type='chat' to='juliet@capulet.example/balcony' id='m2'><body>2</body></message>
        romeo/orchard receives nothing
        romeo/orchard sends      <message type='chat' to='juliet@capulet.example/balcony' id='m3'><body>3</body></message>
        romeo/orchard receives nothing
        juliet/chamber is interested
        juliet/chamber sends     <presence/>
        juliet/chamber receives  <presence from='juliet@capulet.example/chamber' to='juliet@capulet.example'/>
                                 <message type='chat' from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'><body>1</body>...</message>
                                 <message type='chat' from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m2'><body>2</body>...</message>
                                 <message type='chat' from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m3'><body>3</body>...</message>
        """,
        WorldSettings.Default with { StreamManagement = new StreamManagementSettings { MaxUnackedStanzas = 2 } });
}
