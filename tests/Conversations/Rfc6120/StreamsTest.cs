namespace XmppActors.Conversations.Rfc6120;

/// <summary>RFC 6120 §4: opening, refusing and closing streams.</summary>
public sealed class StreamsTest : ConversationTest
{
    [Fact] // §4.2, §4.3.2, §4.7
    public Task A_stream_is_answered_with_a_header_and_features() => Conversation("""
        client connects
        client sends     <stream:stream from='juliet@capulet.example' to='capulet.example' version='1.0' xml:lang='it'
                           xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>
        client receives  <stream:stream from='capulet.example' to='juliet@capulet.example' id='...' version='1.0' xml:lang='en'>
        client receives  <stream:features>
                           <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</mechanisms>
                         </stream:features>
        client closes the stream
        """);

    [Fact] // §4.7.3: unguessable, and never the same
    public async Task Stream_ids_differ()
    {
        await Conversation("""
            one connects
            one sends      <stream:stream to='capulet.example' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>
            one receives   <stream:stream from='capulet.example' id='{id}' version='1.0' xml:lang='en'>
            one receives   <stream:features>...</stream:features>
            two connects
            two sends      <stream:stream to='capulet.example' version='1.0' id='{id}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>
            two receives   <stream:stream from='capulet.example' id='{other}' version='1.0' xml:lang='en'>
            two receives   <stream:features>...</stream:features>
            two sends      <message id='{id}' body='{other}'/>
            two is closed with not-authorized
            """);
    }

    [Theory]
    [InlineData("to='verona.example' version='1.0'", "host-unknown")] // §4.9.3.6
    [InlineData("version='1.0'", "improper-addressing")]
    [InlineData("to='juliet@capulet.example' version='1.0'", "improper-addressing")]
    [InlineData("to='capulet.example'", "unsupported-version")] // §4.7.5
    [InlineData("to='capulet.example' version='0.9'", "unsupported-version")]
    [InlineData("to='capulet.example' from='@' version='1.0'", "invalid-from")] // §4.9.3.9
    public Task A_header_that_cannot_be_served_is_answered_and_refused(string attributes, string condition) => Conversation($"""
        client connects
        client sends     <stream:stream {attributes} xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>
        client receives  <stream:stream from='capulet.example' id='...' version='1.0' xml:lang='en'>
        client is closed with {condition}
        """);

    [Theory]
    [InlineData("<stream:stream to='capulet.example' version='1.0' xmlns='jabber:client' xmlns:stream='http://example.org/streams'>", "invalid-namespace")]
    [InlineData("<stream:stream to='capulet.example' version='1.0' xmlns='jabber:nonsense' xmlns:stream='http://etherx.jabber.org/streams'>", "invalid-namespace")]
    [InlineData("<?xml version='1.0'?><!-- hello --><stream:stream", "restricted-xml")]
    [InlineData("<?xml version='1.0' encoding='ISO-8859-1'?>", "unsupported-encoding")]
    [InlineData("<<", "not-well-formed")]
    [InlineData("GET / HTTP/1.1", "not-well-formed")]
    public Task What_is_no_stream_is_refused_with_a_stream_error(string xml, string condition) => Conversation($"""
        client connects
        client sends     {xml}
        client receives  <stream:stream from='capulet.example' id='...' version='1.0' xml:lang='en'>
        client is closed with {condition}
        """);

    [Theory]
    [InlineData("<message to='romeo@montague.example'><body>Art thou not Romeo?</body></message>", "not-authorized")] // §4.9.3.12
    [InlineData("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "not-authorized")]
    [InlineData("<presence/>", "not-authorized")]
    [InlineData("<foo xmlns='urn:example:foo'/>", "unsupported-stanza-type")] // §4.9.3.24
    [InlineData("<message></presence>", "not-well-formed")]
    [InlineData("<message><foo:bar/></message>", "bad-namespace-prefix")] // §4.9.3.2
    [InlineData("<message>&nbsp;</message>", "restricted-xml")] // §11.1
    [InlineData("<?php evil ?>", "restricted-xml")] // §11.1
    [InlineData("<!-- evil -->", "restricted-xml")]
    [InlineData("words between stanzas", "bad-format")]
    public Task What_is_out_of_order_before_authentication_ends_the_stream(string xml, string condition) => Conversation($"""
        client connects
        client opens a stream
        client receives  <stream:features>...</stream:features>
        client sends     {xml}
        client is closed with {condition}
        """);

    [Fact] // §4.4
    public Task A_closing_tag_is_answered_with_a_closing_tag() => Conversation("""
        juliet/balcony is connected
        juliet/balcony sends     </stream:stream>
        juliet/balcony receives  </stream:stream>
        juliet/balcony is disconnected
        """);

    [Fact] // §4.9.3.4
    public Task A_negotiation_that_takes_too_long_is_ended() => Conversation("""
        client connects
        client opens a stream
        client receives <stream:features>...</stream:features>
        time passes 61 s
        client is closed with connection-timeout
        """);

    [Fact] // §4.9.3.14
    public Task A_stanza_beyond_the_limit_ends_the_stream() => Conversation($"""
        juliet/balcony is connected
        juliet/balcony sends <message to='romeo@montague.example'><body>{new string('o', 300_000)}</body></message>
        juliet/balcony is closed with policy-violation
        """);

    [Fact]
    public Task A_second_header_on_an_open_stream_ends_it() => Conversation("""
        juliet/balcony is connected
        juliet/balcony sends <stream:stream to='capulet.example' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'/>
        juliet/balcony is closed with bad-format
        """);
}
