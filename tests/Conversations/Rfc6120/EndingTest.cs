namespace XmppActors.Conversations.Rfc6120;

/// <summary>RFC 6120 §4.9.3: streams that the server ends.</summary>
public sealed class EndingTest : ConversationTest
{
    [Fact] // §4.9.3.20
    public Task A_server_that_shuts_down_says_so_to_everybody() => Conversation("""
        juliet/balcony is available
        romeo is authenticated
        client connects
        client opens a stream
        client receives <stream:features>...</stream:features>
        server shuts down
        juliet/balcony is closed with system-shutdown
        romeo is closed with system-shutdown
        client is closed with system-shutdown
        latecomer connects
        latecomer receives <stream:stream id='...' version='1.0'>
        latecomer is closed with system-shutdown
        """);

    [Fact] // XEP-0077 §3.2
    public Task An_account_that_is_removed_loses_its_streams() => Conversation("""
        juliet/balcony is available
        juliet/chamber is connected
        juliet loses the account
        juliet/balcony receives <presence type='unavailable' from='juliet@capulet.example/balcony' to='juliet@capulet.example'/>
        juliet/balcony is closed with not-authorized
        juliet/chamber is closed with not-authorized
        romeo/orchard is connected
        romeo/orchard sends     <message to='juliet@capulet.example' id='m1'><body>Alas</body></message>
        romeo/orchard receives  <message type='error' from='juliet@capulet.example' to='romeo@montague.example/orchard' id='m1'>...</message>
        """);

    [Fact] // XEP-0198 §5: a session that only waits for its client ends as well, and what it holds is kept
    public Task A_waiting_session_does_not_hold_up_the_shutdown() => Conversation("""
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='...' resume='true' max='300'/>
        juliet/balcony disconnects
        romeo/orchard sends      <message type='chat' to='juliet@capulet.example/balcony' id='m1'><body>Art thou gone?</body></message>
        romeo/orchard receives nothing
        server shuts down
        romeo/orchard is closed with system-shutdown
        """);
}
