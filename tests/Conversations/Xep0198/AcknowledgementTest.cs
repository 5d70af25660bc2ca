using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Xep0198;

/// <summary>XEP-0198 §3, §4: enabling and acknowledging.</summary>
public sealed class AcknowledgementTest : ConversationTest
{
    [Fact]
    public Task Both_sides_count_and_acknowledge() => Conversation("""
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3'/>
        juliet/balcony sends     <r xmlns='urn:xmpp:sm:3'/>
        juliet/balcony receives  <a xmlns='urn:xmpp:sm:3' h='0'/>
        juliet/balcony sends     <message to='romeo@montague.example/orchard' id='m1'/><message to='romeo@montague.example/orchard' id='m2'/><r xmlns='urn:xmpp:sm:3'/>
        juliet/balcony receives  <a xmlns='urn:xmpp:sm:3' h='2'/>
        romeo/orchard receives   <message from='juliet@capulet.example/balcony' to='romeo@montague.example/orchard' id='m1'/>
                                 <message from='juliet@capulet.example/balcony' to='romeo@montague.example/orchard' id='m2'/>
        romeo/orchard sends      <message to='juliet@capulet.example/balcony' id='n1'/>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='n1'/>
        time passes 2 s
        juliet/balcony receives  <r xmlns='urn:xmpp:sm:3'/>
        juliet/balcony sends     <a xmlns='urn:xmpp:sm:3' h='1'/>
        """);

    [Fact]
    public Task The_server_asks_after_so_many_stanzas() => Conversation(
        """
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3'/>
        romeo/orchard sends      <message to='juliet@capulet.example/balcony' id='m1'/><message to='juliet@capulet.example/balcony' id='m2'/><message to='juliet@capulet.example/balcony' id='m3'/>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m1'/>
                                 <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m2'/>
                                 <r xmlns='urn:xmpp:sm:3'/>
                                 <message from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='m3'/>
        juliet/balcony sends     <a xmlns='urn:xmpp:sm:3' h='3'/>
        """,
        WorldSettings.Default with { StreamManagement = new StreamManagementSettings { RequestAfterStanzas = 2 } });

    [Fact]
    public Task More_than_was_sent_cannot_be_acknowledged() => Conversation("""
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3' resume='true'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3' id='...' resume='true' max='300'/>
        juliet/balcony sends     <a xmlns='urn:xmpp:sm:3' h='10'/>
        juliet/balcony receives  <stream:error>
                                   <undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>
                                   <text xmlns='urn:ietf:params:xml:ns:xmpp-streams' xml:lang='en'>...</text>
                                   <handled-count-too-high xmlns='urn:xmpp:sm:3' h='10' send-count='0'/>
                                 </stream:error>
        juliet/balcony receives  </stream:stream>
        juliet/balcony sends     </stream:stream>
        juliet/balcony is disconnected
        """);

    [Theory]
    [InlineData("<a xmlns='urn:xmpp:sm:3'/>")]
    [InlineData("<a xmlns='urn:xmpp:sm:3' h='-1'/>")]
    [InlineData("<a xmlns='urn:xmpp:sm:3' h='4294967296'/>")]
    public Task An_acknowledgement_needs_a_count(string xml) => Conversation($"""
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3'/>
        juliet/balcony sends     {xml}
        juliet/balcony is closed with bad-format
        """);

    [Theory]
    [InlineData("<enable xmlns='urn:xmpp:sm:3'/>")]
    [InlineData("<resume xmlns='urn:xmpp:sm:3' previd='x' h='0'/>")]
    public Task Enabling_twice_fails(string xml) => Conversation($"""
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3'/>
        juliet/balcony sends     {xml}
        juliet/balcony receives  <failed xmlns='urn:xmpp:sm:3'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>
        """);

    [Theory]
    [InlineData("<r xmlns='urn:xmpp:sm:3'/>")]
    [InlineData("<a xmlns='urn:xmpp:sm:3' h='0'/>")]
    public Task Nothing_is_acknowledged_before_enabling(string xml) => Conversation($"""
        juliet/balcony is connected
        juliet/balcony sends     {xml}
        juliet/balcony receives  <failed xmlns='urn:xmpp:sm:3'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>
        """);

    [Fact]
    public Task A_client_that_never_acknowledges_is_closed_at_the_bound_and_nothing_is_lost() => Conversation(
        """
        romeo/orchard is connected
        juliet/balcony is available
        juliet/balcony sends     <enable xmlns='urn:xmpp:sm:3'/>
        juliet/balcony receives  <enabled xmlns='urn:xmpp:sm:3'/>
        romeo/orchard sends      <iq type='get' to='juliet@capulet.example/balcony' id='q1'><q xmlns='urn:example:q'/></iq>
        juliet/balcony receives  <iq type='get' from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony' id='q1'><q xmlns='urn:example:q'/></iq>
        romeo/orchard sends      <iq type='get' to='juliet@capulet.example/balcony' id='q2'><q xmlns='urn:example:q'/></iq>
        juliet/balcony is closed with resource-constraint
        romeo/orchard receives in any order
            <iq type='error' from='juliet@capulet.example/balcony' to='romeo@montague.example/orchard' id='q1'>...</iq>
            <iq type='error' from='juliet@capulet.example/balcony' to='romeo@montague.example/orchard' id='q2'>...</iq>
        """,
        WorldSettings.Default with { StreamManagement = new StreamManagementSettings { MaxUnackedStanzas = 1 } });
}
