namespace XmppActors.Conversations.Rfc7395;

/// <summary>RFC 7395: the same streams, one element a WebSocket message.</summary>
public sealed class WebSocketTest : ConversationTest
{
    [Fact] // §3.4, §3.6
    public Task A_client_logs_in_talks_and_leaves() => Conversation("""
        romeo/orchard is available
        juliet has an account
        juliet connects to websocket
        juliet sends     <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='capulet.example' version='1.0'/>
        juliet receives  <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='capulet.example' id='...' version='1.0' xml:lang='en'/>
                         <stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</mechanisms></stream:features>
        juliet authenticates by SCRAM-SHA-256
        juliet receives  <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        juliet sends     <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='capulet.example' version='1.0'/>
        juliet receives  <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='capulet.example' id='...' version='1.0' xml:lang='en'/>
                         <stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>...</stream:features>
        juliet sends     <iq xmlns='jabber:client' type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>balcony</resource></bind></iq>
        juliet receives  <iq type='result' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>juliet@capulet.example/balcony</jid></bind></iq>
        juliet sends     <message xmlns='jabber:client' to='romeo@montague.example/orchard' id='m1'><body>O Romeo</body></message>
        romeo/orchard receives  <message from='juliet@capulet.example/balcony' to='romeo@montague.example/orchard' id='m1'><body>O Romeo</body></message>
        romeo/orchard sends     <message to='juliet@capulet.example/balcony' id='m2'><body>I take thee at thy word</body></message>
        juliet receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m2'><body>I take thee at thy word</body></message>
        juliet sends     <close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>
        juliet receives  </stream:stream>
        """);

    [Fact] // §3.3
    public Task What_is_no_message_of_a_stream_is_refused() => Conversation("""
        juliet connects to websocket
        juliet sends     <stream:stream to='capulet.example' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>
        juliet receives  <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='capulet.example' id='...' version='1.0' xml:lang='en'/>
                         <stream:error>...</stream:error>
        juliet receives  </stream:stream>
        """);

    [Fact] // §3.9: closing is the framing's, TLS is the web server's
    public Task STARTTLS_is_not_for_WebSocket() => Conversation("""
        juliet connects to websocket
        juliet sends     <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='capulet.example' version='1.0'/>
        juliet receives  <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='capulet.example' id='...' version='1.0' xml:lang='en'/>
                         <stream:features>...</stream:features>
        juliet sends     <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>
        juliet receives  <failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>
        juliet receives  </stream:stream>
        """);

    [Fact] // §3.4
    public Task A_domain_that_is_not_served_is_refused() => Conversation("""
        juliet connects to websocket
        juliet sends     <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='verona.example' version='1.0'/>
        juliet receives  <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='capulet.example' id='...' version='1.0' xml:lang='en'/>
                         <stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>
        juliet receives  </stream:stream>
        """);

    [Fact] // XEP-0198 §5: a session may go on over another transport
    public Task A_session_moves_from_TCP_to_WebSocket() => Conversation("""
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='300'/>
        juliet/balcony disconnects
        romeo/orchard sends      <message to='juliet@capulet.example/balcony' id='m1'><body>Still there?</body></message>
        juliet connects to websocket
        juliet sends     <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='capulet.example' version='1.0'/>
        juliet receives  <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='capulet.example' id='...' version='1.0' xml:lang='en'/>
                         <stream:features>...</stream:features>
        juliet authenticates by PLAIN
        juliet receives  <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>
        juliet sends     <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='capulet.example' version='1.0'/>
        juliet receives  <open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='capulet.example' id='...' version='1.0' xml:lang='en'/>
                         <stream:features>...</stream:features>
        juliet sends     <resume xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>
        juliet receives  <resumed xmlns='urn:xmpp:sm:3' previd='{id}' h='0'/>
                         <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'><body>Still there?</body></message>
                         <r xmlns='urn:xmpp:sm:3'/>
        juliet sends     <a xmlns='urn:xmpp:sm:3' h='1'/>
        """);
}
