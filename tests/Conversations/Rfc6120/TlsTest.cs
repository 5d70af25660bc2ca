using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Rfc6120;

/// <summary>RFC 6120 §5: STARTTLS.</summary>
public sealed class TlsTest : ConversationTest
{
    private static readonly WorldSettings TlsRequired = WorldSettings.Default with { RequireTls = true };

    [Fact] // §5.3.1, §5.4.1
    public Task Where_TLS_is_required_nothing_else_is_offered() => Conversation(
        """
        client connects to c2s-starttls
        client opens a stream
        client receives  <stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>
        client sends     <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAByMG0zMG15cjBtMzA=</auth>
        client receives  <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><encryption-required/></failure>
        client closes the stream
        """,
        TlsRequired);

    [Fact] // §5.4.3.3
    public Task After_TLS_the_stream_begins_anew_with_authentication() => Conversation(
        """
        juliet connects to c2s-starttls
        juliet opens a stream
        juliet receives  <stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>
        juliet starts TLS
        juliet opens a stream
        juliet receives  <stream:features>
                           <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>
                             <mechanism>SCRAM-SHA-512-PLUS</mechanism><mechanism>SCRAM-SHA-256-PLUS</mechanism><mechanism>SCRAM-SHA-1-PLUS</mechanism>
                             <mechanism>SCRAM-SHA-512</mechanism><mechanism>SCRAM-SHA-256</mechanism><mechanism>SCRAM-SHA-1</mechanism>
                             <mechanism>PLAIN</mechanism>
                           </mechanisms>
                           <sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'>...</sasl-channel-binding>
                         </stream:features>
        juliet authenticates by SCRAM-SHA-256-PLUS
        juliet receives  <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        juliet opens a stream
        juliet receives  <stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>...</stream:features>
        """,
        TlsRequired);

    [Fact] // §5.4.2.2
    public Task STARTTLS_that_was_not_offered_fails_and_ends_the_stream() => Conversation("""
        client connects
        client opens a stream
        client receives  <stream:features>...</stream:features>
        client sends     <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>
        client receives  <failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>
        client receives  </stream:stream>
        client sends     </stream:stream>
        client is disconnected
        """);

    [Fact]
    public Task Where_TLS_is_not_required_it_is_offered_beside_authentication() => Conversation("""
        client connects to c2s-starttls
        client opens a stream
        client receives  <stream:features>
                           <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>
                           <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</mechanisms>
                         </stream:features>
        """);

    [Theory] // §6.3.4, XEP-0178 §2; the authorisation identity is juliet@capulet.example
    [InlineData("=")]
    [InlineData("anVsaWV0QGNhcHVsZXQuZXhhbXBsZQ==")]
    public Task Who_has_shown_a_trusted_certificate_needs_no_password(string initialResponse) => Conversation(
        $"""
        juliet has an account
        juliet connects to c2s-starttls
        juliet opens a stream
        juliet receives  <stream:features>...</stream:features>
        juliet starts TLS with the certificate of juliet
        juliet opens a stream
        juliet receives  <stream:features>
                           <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism>...</mechanisms>
                           ...
                         </stream:features>
        juliet sends     <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>{initialResponse}</auth>
        juliet receives  <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>
        """,
        TlsRequired);

    [Fact]
    public Task A_certificate_that_nobody_vouches_for_proves_nothing() => Conversation(
        """
        juliet has an account
        juliet connects to c2s-starttls
        juliet opens a stream
        juliet receives  <stream:features>...</stream:features>
        juliet starts TLS with the certificate of an impostor
        juliet opens a stream
        juliet receives  <stream:features>
                           <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-512-PLUS</mechanism>...</mechanisms>
                           ...
                         </stream:features>
        juliet sends     <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>
        juliet receives  <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><invalid-mechanism/></failure>
        """,
        TlsRequired);

    [Fact]
    public Task A_certificate_speaks_for_nobody_else() => Conversation(
        """
        nurse has an account
        juliet connects to c2s-starttls
        juliet opens a stream
        juliet receives  <stream:features>...</stream:features>
        juliet starts TLS with the certificate of juliet
        juliet opens a stream
        juliet receives  <stream:features>...</stream:features>
        juliet sends     <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>bnVyc2VAY2FwdWxldC5leGFtcGxl</auth>
        juliet receives  <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><invalid-authzid/></failure>
        """,
        TlsRequired);
}
