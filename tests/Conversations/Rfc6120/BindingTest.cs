namespace XmppActors.Conversations.Rfc6120;

/// <summary>RFC 6120 §7: resource binding.</summary>
public sealed class BindingTest : ConversationTest
{
    [Fact] // §7.6
    public Task The_server_chooses_a_resource_when_the_client_does_not() => Conversation("""
        juliet is authenticated
        juliet sends    <iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>
        juliet receives <iq type='result' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>...</jid></bind></iq>
        """);

    [Fact] // §7.7
    public Task The_client_may_choose_its_resource() => Conversation("""
        juliet is authenticated
        juliet sends    <iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>balcony</resource></bind></iq>
        juliet receives <iq type='result' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>juliet@capulet.example/balcony</jid></bind></iq>
        """);

    [Fact] // §7.7.2.2
    public Task A_resource_that_is_taken_goes_to_the_newer_stream() => Conversation("""
        juliet/balcony is connected
        newcomer connects
        newcomer opens a stream
        newcomer receives <stream:features>...</stream:features>
        newcomer sends    <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAByMG0zMG15cjBtMzA=</auth>
        newcomer receives <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>
        newcomer opens a stream
        newcomer receives <stream:features>...</stream:features>
        newcomer sends    <iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>balcony</resource></bind></iq>
        newcomer receives <iq type='result' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>juliet@capulet.example/balcony</jid></bind></iq>
        juliet/balcony is closed with conflict
        romeo/orchard is connected
        romeo/orchard sends <message to='juliet@capulet.example/balcony' id='m1'><body>Which one?</body></message>
        newcomer receives   <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'><body>Which one?</body></message>
        """);

    [Fact] // §7.7.2.1
    public Task A_resource_that_no_address_can_have_is_refused_and_another_may_be_asked_for() => Conversation("""
        juliet is authenticated
        juliet sends    <iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>&#x9;</resource></bind></iq>
        juliet receives <iq type='error' id='b1'>...<error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        juliet sends    <iq type='set' id='b2'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>balcony</resource></bind></iq>
        juliet receives <iq type='result' id='b2'>...</iq>
        """);

    [Fact] // §7.1
    public Task Without_a_resource_only_the_server_may_be_spoken_to() => Conversation("""
        juliet is authenticated
        juliet sends    <iq type='get' id='r1'><query xmlns='jabber:iq:roster'/></iq>
        juliet receives <iq type='error' id='r1'>...<error type='wait'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        juliet sends    <message to='romeo@montague.example'><body>Too early</body></message>
        juliet is closed with not-authorized
        """);

    [Fact]
    public Task A_bound_stream_binds_no_second_resource() => Conversation("""
        juliet/balcony is connected
        juliet/balcony sends    <iq type='set' id='b2'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>chamber</resource></bind></iq>
        juliet/balcony receives <iq type='error' id='b2' ...>...</iq>
        """.Replace(" ...>", " from='juliet@capulet.example' to='juliet@capulet.example/balcony'>", StringComparison.Ordinal));

    [Fact] // RFC 3921 §3
    public Task Old_clients_may_still_ask_for_a_session() => Conversation("""
        juliet/balcony is connected
        juliet/balcony sends    <iq type='set' id='s1'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>
        juliet/balcony receives <iq type='result' id='s1' from='juliet@capulet.example' to='juliet@capulet.example/balcony'/>
        """);
}
