namespace XmppActors.Conversations.Rfc6121;

/// <summary>RFC 6121 §8.5: stanzas for a local account, case by case.</summary>
public sealed class DeliveryTest : ConversationTest
{
    [Theory] // §8.5.1: no such account
    [InlineData("<message to='nobody@capulet.example' id='x'><body>?</body></message>", "message", "service-unavailable")]
    [InlineData("<message to='nobody@capulet.example/x' id='x'><body>?</body></message>", "message", "service-unavailable")]
    [InlineData("<iq type='get' to='nobody@capulet.example' id='x'><q xmlns='urn:example:q'/></iq>", "iq", "service-unavailable")]
    [InlineData("<iq type='get' to='nobody@capulet.example/x' id='x'><q xmlns='urn:example:q'/></iq>", "iq", "service-unavailable")]
    public Task Who_does_not_exist_is_unavailable(string xml, string kind, string condition) => Conversation($"""
        romeo/orchard is connected
        romeo/orchard sends     {xml}
        romeo/orchard receives  <{kind} type='error' from='...' to='romeo@montague.example/orchard' id='x'>
                                  ...<error type='cancel'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                </{kind}>
        """);

    [Theory] // §8.5.1
    [InlineData("<presence to='nobody@capulet.example'/>")]
    [InlineData("<presence type='unavailable' to='nobody@capulet.example/x'/>")]
    public Task Presence_for_nobody_is_ignored(string xml) => Conversation($"""
        romeo/orchard is connected
        romeo/orchard sends     {xml}
        romeo/orchard receives nothing
        """);

    [Fact] // §8.5.2.1.1, second choice
    public Task A_message_to_a_bare_JID_goes_to_every_resource_that_wants_it() => Conversation("""
        juliet/balcony is available with priority 2
        juliet/chamber is available with priority 1
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example' id='m1' type='chat'><body>Art thou there?</body></message>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example' id='m1' type='chat'><body>Art thou there?</body></message>
        juliet/chamber receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example' id='m1' type='chat'><body>Art thou there?</body></message>
        """);

    [Fact] // §8.5.2.1.1
    public Task A_message_to_a_bare_JID_skips_resources_with_negative_priority() => Conversation("""
        juliet/balcony is available
        juliet/chamber is available with priority -1
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example' id='m1'><body>Art thou there?</body></message>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example' id='m1'>...</message>
        juliet/chamber receives nothing
        """);

    [Fact] // §8.5.2.1.1
    public Task A_headline_to_a_bare_JID_goes_to_all_resources_that_want_it() => Conversation("""
        juliet/balcony is available with priority 2
        juliet/chamber is available with priority 1
        juliet/garden is available with priority -1
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example' id='m1' type='headline'><body>News</body></message>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example' id='m1' type='headline'><body>News</body></message>
        juliet/chamber receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example' id='m1' type='headline'><body>News</body></message>
        juliet/garden receives nothing
        """);

    [Fact] // §8.5.2.1.1
    public Task A_groupchat_message_to_a_bare_JID_comes_back() => Conversation("""
        juliet/balcony is available
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example' id='m1' type='groupchat'><body>All</body></message>
        romeo/orchard receives   <message from='juliet@capulet.example' to='romeo@montague.example/orchard' id='m1' type='error'>
                                   <body>All</body><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                 </message>
        juliet/balcony receives nothing
        """);

    [Fact] // §8.5.2.1.3: iq to a bare JID never reaches a client
    public Task A_request_to_a_bare_JID_is_answered_by_the_server() => Conversation("""
        juliet/balcony is available
        romeo/orchard is connected
        romeo/orchard sends      <iq type='get' to='juliet@capulet.example' id='q1'><q xmlns='urn:example:q'/></iq>
        romeo/orchard receives   <iq type='error' from='juliet@capulet.example' to='romeo@montague.example/orchard' id='q1'>
                                   ...<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                 </iq>
        juliet/balcony receives nothing
        """);

    [Fact] // §8.5.2.2.1, XEP-0160
    public Task A_message_waits_until_somebody_is_there() => Conversation("""
        juliet has an account
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example' id='m1'><body>First</body></message><message to='juliet@capulet.example/balcony' id='m2' type='chat'><body>Second</body></message>
        romeo/orchard receives nothing
        juliet/balcony is interested
        juliet/balcony sends     <presence/>
        juliet/balcony receives
            <presence from='juliet@capulet.example/balcony' to='juliet@capulet.example'/>
            <message from='romeo@montague.example/orchard' to='juliet@capulet.example' id='m1'><body>First</body><delay xmlns='urn:xmpp:delay' from='capulet.example' stamp='2026-07-16T12:00:00.000Z'/></message>
            <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m2' type='chat'><body>Second</body><delay xmlns='urn:xmpp:delay' from='capulet.example' stamp='2026-07-16T12:00:00.000Z'/></message>
        juliet/chamber is available
        juliet/chamber receives nothing
        """);

    [Theory] // §8.5.2.2.1
    [InlineData("headline")]
    [InlineData("error")]
    public Task What_is_not_worth_keeping_is_ignored_when_nobody_is_there(string type) => Conversation($"""
        juliet has an account
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example' id='m1' type='{type}'><body>Late</body></message>
        romeo/orchard receives nothing
        juliet/balcony is available
        juliet/balcony receives nothing
        """);

    [Fact] // §8.5.3.1
    public Task A_stanza_to_a_full_JID_goes_there_and_nowhere_else() => Conversation("""
        juliet/balcony is available with priority 5
        juliet/chamber is available with priority -1
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example/chamber' id='m1'><body>Psst</body></message><iq type='get' to='juliet@capulet.example/chamber' id='q1'><q xmlns='urn:example:q'/></iq>
        juliet/chamber receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/chamber' id='m1'><body>Psst</body></message>
                                 <iq type='get' from='romeo@montague.example/orchard' to='juliet@capulet.example/chamber' id='q1'><q xmlns='urn:example:q'/></iq>
        juliet/chamber sends     <iq type='result' to='romeo@montague.example/orchard' id='q1'/>
        romeo/orchard receives   <iq type='result' from='juliet@capulet.example/chamber' to='romeo@montague.example/orchard' id='q1'/>
        juliet/balcony receives nothing
        """);

    [Fact] // §8.5.3.2.1
    public Task A_chat_message_to_a_resource_that_is_gone_goes_to_another() => Conversation("""
        juliet/balcony is available
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example/chamber' id='m1' type='chat'><body>Where?</body></message>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/chamber' id='m1' type='chat'><body>Where?</body></message>
        """);

    [Theory] // §8.5.3.2.1
    [InlineData("normal")]
    [InlineData("headline")]
    [InlineData("groupchat")]
    public Task Any_other_message_to_a_resource_that_is_gone_comes_back(string type) => Conversation($"""
        juliet/balcony is available
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example/chamber' id='m1' type='{type}'/>
        romeo/orchard receives   <message from='juliet@capulet.example/chamber' to='romeo@montague.example/orchard' id='m1' type='error'>
                                   <error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                 </message>
        juliet/balcony receives nothing
        """);

    [Fact] // §8.5.3.2.3
    public Task A_request_to_a_resource_that_is_gone_comes_back() => Conversation("""
        juliet/balcony is available
        romeo/orchard is connected
        romeo/orchard sends      <iq type='set' to='juliet@capulet.example/chamber' id='q1'><q xmlns='urn:example:q'/></iq>
        romeo/orchard receives   <iq type='error' from='juliet@capulet.example/chamber' to='romeo@montague.example/orchard' id='q1'>
                                   ...<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                 </iq>
        """);

    [Fact] // §8.5.3.2.2
    public Task Presence_to_a_resource_that_is_gone_is_ignored() => Conversation("""
        juliet/balcony is available
        romeo/orchard is available
        romeo/orchard sends      <presence to='juliet@capulet.example/chamber'/>
        romeo/orchard receives nothing
        juliet/balcony receives nothing
        """);

    [Fact] // §8.3
    public Task The_server_itself_takes_requests_and_no_messages() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends      <iq type='get' to='montague.example' id='q1'><ping xmlns='urn:xmpp:ping'/></iq>
        romeo/orchard receives   <iq type='result' from='montague.example' to='romeo@montague.example/orchard' id='q1'/>
        romeo/orchard sends      <message to='capulet.example' id='m1'><body>Anybody?</body></message>
        romeo/orchard receives   <message type='error' from='capulet.example' to='romeo@montague.example/orchard' id='m1'>
                                   <body>Anybody?</body><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                 </message>
        """);
}
