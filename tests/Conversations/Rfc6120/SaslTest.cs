using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Rfc6120;

/// <summary>RFC 6120 §6: authentication.</summary>
public sealed class SaslTest : ConversationTest
{
    [Theory]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    public Task A_password_is_proved_both_ways_and_the_stream_begins_anew(string mechanism) => Conversation($"""
        juliet connects
        juliet opens a stream
        juliet receives <stream:features>...</stream:features>
        juliet authenticates by {mechanism}
        juliet receives <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        juliet opens a stream
        juliet receives <stream:features>
                          <bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>
                          <session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>
                          <ver xmlns='urn:xmpp:features:rosterver'/>
                          <sub xmlns='urn:xmpp:features:pre-approval'/>
                          <sm xmlns='urn:xmpp:sm:3'/>
                        </stream:features>
        """);

    [Fact] // §6.4.2: a response may be empty, or come later
    public Task PLAIN_may_be_asked_for_its_message() => Conversation("""
        juliet has an account
        juliet connects
        juliet opens a stream
        juliet receives <stream:features>...</stream:features>
        juliet sends    <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'/>
        juliet receives <challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>=</challenge>
        juliet sends    <response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>AGp1bGlldAByMG0zMG15cjBtMzA=</response>
        juliet receives <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>
        """);

    [Theory] // §6.5
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='CRAM-MD5'/>", "invalid-mechanism")]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "invalid-mechanism")]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAB3cm9uZw==</auth>", "not-authorized")]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AHR5YmFsdAB3cm9uZw==</auth>", "not-authorized")]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>[base64]</auth>", "incorrect-encoding")]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>=</auth>", "malformed-request")]
    [InlineData("<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "malformed-request")]
    [InlineData("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "aborted")]
    public Task A_refusal_says_why_and_another_attempt_may_follow(string xml, string condition) => Conversation($"""
        juliet has an account
        juliet connects
        juliet opens a stream
        juliet receives <stream:features>...</stream:features>
        juliet sends    {xml}
        juliet receives <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><{condition}/>...</failure>
        juliet authenticates by SCRAM-SHA-1
        juliet receives <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        """);

    [Theory] // §6.4.5, §13.11: neither the answer nor its form tells whether there is an account
    [InlineData("SCRAM-SHA-256")]
    [InlineData("PLAIN")]
    public Task Nobody_learns_who_has_an_account(string mechanism) => Conversation($"""
        juliet connects
        juliet opens a stream
        juliet receives <stream:features>...</stream:features>
        juliet authenticates by {mechanism} with the password wrong
        juliet receives <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>
        client connects
        client opens a stream
        client receives <stream:features>...</stream:features>
        client sends    <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG5vYm9keQB3cm9uZw==</auth>
        client receives <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>
        """);

    [Fact] // §6.4.5: a bounded number of retries
    public Task The_third_failure_ends_the_stream() => Conversation("""
        juliet connects
        juliet opens a stream
        juliet receives <stream:features>...</stream:features>
        juliet authenticates by PLAIN with the password wrong
        juliet receives <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>
        juliet authenticates by PLAIN with the password worse
        juliet receives <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>
        juliet authenticates by PLAIN with the password worst
        juliet receives <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>
        juliet is closed with policy-violation
        """);

    [Fact] // §6.4.5: a client tries one mechanism after the other
    public Task A_mechanism_that_is_not_there_is_no_failed_guess_of_a_password() => Conversation($"""
        juliet has an account
        juliet connects
        juliet opens a stream
        juliet receives <stream:features>...</stream:features>
        {Unsupported(times: 9)}
        juliet authenticates by PLAIN with the password wrong
        juliet receives <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>
        juliet authenticates by SCRAM-SHA-1
        juliet receives <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        """);

    [Fact]
    public Task Ten_mechanisms_that_are_not_there_end_the_stream() => Conversation($"""
        juliet connects
        juliet opens a stream
        juliet receives <stream:features>...</stream:features>
        {Unsupported(times: 10)}
        juliet is closed with policy-violation
        """);

    [Fact]
    public Task Who_has_authenticated_cannot_do_it_again() => Conversation("""
        juliet is authenticated
        juliet sends <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAByMG0zMG15cjBtMzA=</auth>
        juliet is closed with policy-violation
        """);

    [Fact] // §4.7.1
    public Task After_authentication_the_header_speaks_for_the_same_account() => Conversation("""
        juliet connects
        juliet opens a stream
        juliet receives <stream:features>...</stream:features>
        juliet authenticates by SCRAM-SHA-1
        juliet receives <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        juliet sends    <stream:stream from='nurse@capulet.example' to='capulet.example' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>
        juliet receives <stream:stream from='capulet.example' id='...' version='1.0' xml:lang='en'>
        juliet is closed with invalid-from
        """);

    [Fact] // XEP-0175
    public Task A_stranger_may_come_without_an_account_where_that_is_allowed() => Conversation(
        """
        stranger connects
        stranger opens a stream
        stranger receives <stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>ANONYMOUS</mechanism></mechanisms></stream:features>
        stranger sends    <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'>=</auth>
        stranger receives <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>
        stranger opens a stream
        stranger receives <stream:features>...</stream:features>
        stranger sends    <iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>
        stranger receives <iq type='result' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>{jid}</jid></bind></iq>
        stranger sends    <message to='{jid}' id='m1'><body>Who am I?</body></message>
        stranger receives <message from='{jid}' to='{jid}' id='m1'><body>Who am I?</body></message>
        """,
        WorldSettings.Default with { Mechanisms = new HashSet<string> { "ANONYMOUS" } });

    private static string Unsupported(int times) => string.Join('\n', Enumerable.Repeat("""
        juliet sends    <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='DIGEST-MD5'/>
        juliet receives <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><invalid-mechanism/></failure>
        """, times));
}
