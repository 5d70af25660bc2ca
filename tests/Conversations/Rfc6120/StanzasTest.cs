namespace XmppActors.Conversations.Rfc6120;

/// <summary>RFC 6120 §8, §10: what stanzas mean to the server.</summary>
public sealed class StanzasTest : ConversationTest
{
    [Fact] // §8.1.2.1
    public Task The_server_says_who_a_stanza_is_from() => Conversation("""
        juliet/balcony is available
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example/balcony' id='m1'><body>It is the east</body></message>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'><body>It is the east</body></message>
        romeo/orchard sends      <message from='romeo@montague.example' to='juliet@capulet.example/balcony' id='m2'><body>and Juliet</body></message>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m2'><body>and Juliet</body></message>
        romeo/orchard sends      <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m3'><body>is the sun</body></message>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m3'><body>is the sun</body></message>
        """);

    [Theory] // §4.9.3.9
    [InlineData("romeo@montague.example/garden")]
    [InlineData("nurse@capulet.example")]
    [InlineData("@")]
    public Task Nobody_speaks_for_somebody_else(string from) => Conversation($"""
        juliet/balcony is available
        romeo/orchard is connected
        romeo/orchard sends <message from='{from}' to='juliet@capulet.example/balcony'><body>I am not who I am</body></message>
        romeo/orchard is closed with invalid-from
        juliet/balcony receives nothing
        """);

    [Fact] // §8.3.3.8
    public Task What_is_for_no_address_comes_back() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends     <message to='@capulet.example' id='m1'><body>O</body></message>
        romeo/orchard receives  <message from='@capulet.example' to='romeo@montague.example/orchard' id='m1' type='error'>
                                  <body>O</body><error type='modify'><jid-malformed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                </message>
        """);

    [Theory] // §8.2.3
    [InlineData("<iq to='juliet@capulet.example' id='q1'><q xmlns='urn:example:q'/></iq>")]
    [InlineData("<iq to='juliet@capulet.example' id='q1' type='question'><q xmlns='urn:example:q'/></iq>")]
    [InlineData("<iq to='juliet@capulet.example' id='q1' type='get'/>")]
    public Task A_request_that_is_none_comes_back_as_a_bad_request(string xml) => Conversation($"""
        romeo/orchard is connected
        romeo/orchard sends     {xml}
        romeo/orchard receives  <iq from='juliet@capulet.example' to='romeo@montague.example/orchard' id='q1' type='error'>
                                  ...<error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                </iq>
        """);

    [Fact] // §8.3.1
    public Task An_error_is_never_answered_with_an_error() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends     <message type='error' to='nobody@capulet.example' id='m1'><error type='cancel'/></message>
        romeo/orchard sends     <iq type='error' to='nobody@capulet.example/nowhere' id='q1'><error type='cancel'/></iq>
        romeo/orchard sends     <iq type='result' to='nobody@capulet.example/nowhere' id='q2'/>
        romeo/orchard receives nothing
        """);

    [Fact] // §8.4, §10.5: unknown content is the receiver's business
    public Task Content_passes_as_it_is() => Conversation("""
        juliet/balcony is available
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example/balcony' id='a&quot;b&#x27;c' type='chat' xml:lang='it' xmlns:x='urn:example:x' x:y='z'>
                                   <body>&lt;Ciao&gt; &amp; <![CDATA[<raw>]]> 🌹</body><x:thing>text<y xmlns='urn:example:y'/></x:thing>
                                 </message>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='a&quot;b&#x27;c' type='chat' xml:lang='it'
                                   xmlns:x='urn:example:x' x:y='z'>
                                   <body>&lt;Ciao&gt; &amp; &lt;raw&gt; 🌹</body><x:thing>text<y xmlns='urn:example:y'/></x:thing>
                                 </message>
        """);

    [Fact] // §10.1
    public Task Stanzas_to_one_receiver_keep_their_order_whatever_their_kind() => Conversation("""
        juliet/balcony is available
        romeo/orchard is connected
        romeo/orchard sends      <presence to='juliet@capulet.example/balcony' id='p1'/><message to='juliet@capulet.example/balcony' id='m1'/><presence type='subscribe' to='juliet@capulet.example' id='p2'/><message to='juliet@capulet.example/balcony' id='m2'/><iq type='get' to='juliet@capulet.example/balcony' id='q1'><q xmlns='urn:example:q'/></iq><presence type='unavailable' to='juliet@capulet.example/balcony' id='p3'/><message to='juliet@capulet.example/balcony' id='m3'/>
        juliet/balcony receives  <presence from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='p1'/>
                                 <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'/>
                                 <presence from='romeo@montague.example' to='juliet@capulet.example' id='p2' type='subscribe'/>
                                 <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m2'/>
                                 <iq type='get' from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='q1'><q xmlns='urn:example:q'/></iq>
                                 <presence type='unavailable' from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='p3'/>
                                 <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m3'/>
        """);

    [Fact] // §10.4
    public Task A_domain_that_nobody_here_knows_is_not_found() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends     <message to='friar@verona.example' id='m1'/>
        romeo/orchard receives  <message from='friar@verona.example' to='romeo@montague.example/orchard' id='m1' type='error'>
                                  <error type='cancel'><remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                </message>
        """);

    [Fact] // §10.3.1, RFC 6121 §8.5
    public Task A_message_to_nobody_in_particular_is_to_oneself() => Conversation("""
        romeo/orchard is available
        romeo/orchard sends     <message id='m1'><body>She speaks</body></message>
        romeo/orchard receives  <message from='romeo@montague.example/orchard' to='romeo@montague.example' id='m1'><body>She speaks</body></message>
        """);

    [Fact] // §10.3.3
    public Task A_request_to_nobody_in_particular_is_to_ones_own_account() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends     <iq type='get' id='q1'><query xmlns='jabber:iq:roster'/></iq>
        romeo/orchard receives  <iq type='result' id='q1' from='romeo@montague.example' to='romeo@montague.example/orchard'><query xmlns='jabber:iq:roster'/></iq>
        romeo/orchard sends     <iq type='get' id='q2'><q xmlns='urn:example:q'/></iq>
        romeo/orchard receives  <iq type='error' id='q2' from='romeo@montague.example' to='romeo@montague.example/orchard'>
                                  ...<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                </iq>
        """);
}
