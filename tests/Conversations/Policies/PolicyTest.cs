using XmppActors.Actors.Components.Limits;
using XmppActors.Actors.Components.Policies;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Policies;

/// <summary>Who of a farm gets what, and what may be said to it.</summary>
public sealed class PolicyTest : ConversationTest
{
    private const string Two = """
        romeo/orchard is connected
        one connects to component
        one opens a component stream
        one shakes hands
        two connects to component
        two opens a component stream
        two shakes hands
        romeo/orchard receives nothing

        """;

    [Fact]
    public Task By_turns_each_instance_comes_once() => Conversation(Two + """
        romeo/orchard sends  <message to='globe@stage.example' id='m1'/>
        one receives         <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'/>
        romeo/orchard sends  <message to='globe@stage.example' id='m2'/>
        two receives         <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m2'/>
        romeo/orchard sends  <message to='globe@stage.example' id='m3'/>
        one receives         <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m3'/>
        """, With(new FarmRules { Policy = FarmPolicy.RoundRobin }));

    [Fact]
    public Task A_standby_gets_nothing_before_the_primary_is_gone() => Conversation(Two + """
        romeo/orchard sends  <message to='globe@stage.example' id='m1'/>
        one receives         <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'/>
        two receives nothing
        one closes the stream
        romeo/orchard receives nothing
        romeo/orchard sends  <message to='globe@stage.example' id='m2'/>
        two receives         <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m2'/>
        """, With(new FarmRules { Policy = FarmPolicy.PrimaryStandby }));

    [Theory]
    [InlineData("BareSource")]
    [InlineData("FullSource")]
    [InlineData("BareDestination")]
    [InlineData("FullDestination")]
    [InlineData("Thread")]
    [InlineData("PubsubNode")]
    [InlineData("Room")]
    [InlineData("LeastOutstanding")]
    [InlineData("Weighted")]
    public Task When_an_instance_is_gone_whoever_is_left_gets_everything(string policy) => Conversation(Two + """
        one disconnects
        romeo/orchard receives nothing
        romeo/orchard sends  <message to='globe@stage.example' id='m1'><thread>t1</thread></message>
        romeo/orchard sends  <message to='stage.example/x' id='m2'><thread>t2</thread></message>
        two receives in any order
            <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'><thread>t1</thread></message>
            <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='stage.example/x' id='m2'><thread>t2</thread></message>
        """, With(new FarmRules { Policy = Enum.Parse<FarmPolicy>(policy) }));

    [Fact]
    public Task A_farm_may_serve_all_below_its_domain() => Conversation("""
        romeo/orchard is connected
        romeo/orchard sends     <message to='globe@london.stage.example' id='m1'/>
        romeo/orchard receives  <message type='error' from='globe@london.stage.example' to='romeo@montague.example/orchard' id='m1'>
                                  <error type='wait'><remote-server-timeout xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                </message>
        one connects to component
        one opens a component stream
        one shakes hands
        romeo/orchard sends     <message to='globe@london.stage.example' id='m2'/>
        one receives            <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@london.stage.example' id='m2'/>
        one sends               <message from='globe@london.stage.example' to='romeo@montague.example/orchard' id='m3'/>
        romeo/orchard receives  <message from='globe@london.stage.example' to='romeo@montague.example/orchard' id='m3'/>
        """, With(new FarmRules { ServesSubdomains = true }));

    [Fact] // RFC 6120 §8.3.3
    public Task Who_may_not_send_is_told_so() => Conversation("""
        romeo/orchard is connected
        juliet/balcony is connected
        one connects to component
        one opens a component stream
        one shakes hands
        juliet/balcony sends     <message to='stage.example' id='m1'/>
        juliet/balcony receives  <message type='error' from='stage.example' to='juliet@capulet.example/balcony' id='m1'>
                                   <error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                 </message>
        romeo/orchard sends      <presence to='stage.example' id='p1'/>
        romeo/orchard receives   <presence type='error' from='stage.example' to='romeo@montague.example/orchard' id='p1'>
                                   <error type='modify'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                 </presence>
        romeo/orchard sends      <message to='stage.example' id='m2'/>
        one receives             <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='stage.example' id='m2'/>
        romeo/orchard sends      <message to='stage.example' id='m3'/>
        romeo/orchard receives   <message type='error' from='stage.example' to='romeo@montague.example/orchard' id='m3'>
                                   <error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                 </message>
        one sends                <iq type='get' from='stage.example' to='montague.example' id='q1'><ping xmlns='urn:xmpp:ping'/></iq>
        one receives             <iq xmlns='jabber:component:accept' type='error' from='montague.example' to='stage.example' id='q1'>...</iq>
        """, With(new FarmRules
        {
            Limits = new FarmLimits
            {
                KindsTo = StanzaKinds.Message,
                KindsFrom = StanzaKinds.Message,
                AllowFrom = [JidPattern.Parse("montague.example")],
                SenderStanzas = 1,
            },
        }));

    private static WorldSettings With(FarmRules rules) => WorldSettings.Default with { Rules = rules };
}
