namespace XmppActors.Conversations.Rfc6121;

/// <summary>RFC 6121 §2: the roster.</summary>
public sealed class RosterTest : ConversationTest
{
    [Fact] // §2.3
    public Task An_item_that_is_added_is_pushed_to_every_interested_resource() => Conversation("""
        juliet/chamber is interested
        juliet/garden is connected
        juliet/balcony is interested
        juliet/balcony sends     <iq type='set' id='r1'><query xmlns='jabber:iq:roster'><item jid='nurse@capulet.example' name='Nurse'><group>Servants</group></item></query></iq>
        juliet/balcony receives in any order
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='nurse@capulet.example' name='Nurse' subscription='none'><group>Servants</group></item></query>
            </iq>
            <iq type='result' id='r1' from='juliet@capulet.example' to='juliet@capulet.example/balcony'/>
        juliet/chamber receives
            <iq type='set' id='{push}' from='juliet@capulet.example' to='juliet@capulet.example/chamber'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='nurse@capulet.example' name='Nurse' subscription='none'><group>Servants</group></item></query>
            </iq>
        juliet/chamber sends     <iq type='result' id='{push}'/>
        juliet/garden receives nothing
        """);

    [Fact] // §2.1.3, §2.4
    public Task An_item_is_changed_by_setting_it_again() => Conversation("""
        juliet/balcony is interested
        juliet/balcony sends     <iq type='set' id='r1'><query xmlns='jabber:iq:roster'><item jid='nurse@capulet.example' name='Nurse'><group>Servants</group></item></query></iq>
        juliet/balcony receives in any order
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>...</iq>
            <iq type='result' id='r1' from='juliet@capulet.example' to='juliet@capulet.example/balcony'/>
        juliet/balcony sends     <iq type='set' id='r2'><query xmlns='jabber:iq:roster'><item jid='nurse@capulet.example' name='Angelica'><group>Friends</group><group>Family</group></item></query></iq>
        juliet/balcony receives in any order
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>...</iq>
            <iq type='result' id='r2' from='juliet@capulet.example' to='juliet@capulet.example/balcony'/>
        juliet/balcony sends     <iq type='get' id='r3'><query xmlns='jabber:iq:roster'/></iq>
        juliet/balcony receives
            <iq type='result' id='r3' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
              <query xmlns='jabber:iq:roster'><item jid='nurse@capulet.example' name='Angelica' subscription='none'><group>Friends</group><group>Family</group></item></query>
            </iq>
        """);

    [Fact] // §2.5
    public Task An_item_that_is_removed_ends_both_subscriptions() => Conversation("""
        romeo is a friend of juliet
        juliet/balcony is available
        romeo/orchard is available
        juliet/balcony sends     <iq type='set' id='r1'><query xmlns='jabber:iq:roster'><item jid='romeo@montague.example' subscription='remove'/></query></iq>
        juliet/balcony receives in any order
            <iq type='result' id='r1' from='juliet@capulet.example' to='juliet@capulet.example/balcony'/>
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='romeo@montague.example' subscription='remove'/></query>
            </iq>
            <presence type='unavailable' from='romeo@montague.example/orchard' to='...'/>
        romeo/orchard receives in any order
            <presence type='unsubscribe' from='juliet@capulet.example' to='romeo@montague.example'/>
            <presence type='unsubscribed' from='juliet@capulet.example' to='romeo@montague.example'/>
            <presence type='unavailable' from='juliet@capulet.example/balcony' to='...'/>
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='juliet@capulet.example' subscription='to'/></query>
            </iq>
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='juliet@capulet.example' subscription='none'/></query>
            </iq>
        """);

    [Theory] // §2.3.3
    [InlineData("<item jid='nurse@capulet.example'/><item jid='tybalt@capulet.example'/>", "bad-request", "modify")]
    [InlineData("", "bad-request", "modify")]
    [InlineData("<item name='Nobody'/>", "bad-request", "modify")]
    [InlineData("<item jid='@'/>", "jid-malformed", "modify")]
    [InlineData("<item jid='nurse@capulet.example'><group>A</group><group>A</group></item>", "bad-request", "modify")]
    [InlineData("<item jid='nurse@capulet.example'><group/></item>", "not-acceptable", "modify")]
    [InlineData("<item jid='nobody@capulet.example' subscription='remove'/>", "item-not-found", "cancel")] // §2.5.3
    public Task A_set_that_breaks_the_rules_is_refused(string items, string condition, string type) => Conversation($"""
        juliet/balcony is interested
        juliet/balcony sends     <iq type='set' id='r1'><query xmlns='jabber:iq:roster'>{items}</query></iq>
        juliet/balcony receives  <iq type='error' id='r1' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
                                   ...<error type='{type}'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>...</error>
                                 </iq>
        """);

    [Fact] // §2.1.5, §2.2: nobody else's business
    public Task Nobody_sees_or_changes_the_roster_of_another() => Conversation("""
        juliet has an account
        romeo/orchard is connected
        romeo/orchard sends     <iq type='get' to='juliet@capulet.example' id='r1'><query xmlns='jabber:iq:roster'/></iq>
        romeo/orchard receives  <iq type='error' from='juliet@capulet.example' to='romeo@montague.example/orchard' id='r1'>...</iq>
        romeo/orchard sends     <iq type='set' to='juliet@capulet.example' id='r2'><query xmlns='jabber:iq:roster'><item jid='romeo@montague.example'/></query></iq>
        romeo/orchard receives  <iq type='error' from='juliet@capulet.example' to='romeo@montague.example/orchard' id='r2'>...</iq>
        """);

    [Fact] // §2.6
    public Task Who_knows_a_version_is_told_only_what_came_after() => Conversation("""
        juliet/balcony is interested
        juliet/balcony sends     <iq type='set' id='r1'><query xmlns='jabber:iq:roster'><item jid='nurse@capulet.example'/></query></iq>
        juliet/balcony receives in any order
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
              <query xmlns='jabber:iq:roster' ver='{known}'><item jid='nurse@capulet.example' subscription='none'/></query>
            </iq>
            <iq type='result' id='r1' from='juliet@capulet.example' to='juliet@capulet.example/balcony'/>
        juliet/chamber is connected
        juliet/chamber sends     <iq type='get' id='g1'><query xmlns='jabber:iq:roster' ver='{known}'/></iq>
        juliet/chamber receives  <iq type='result' id='g1' from='juliet@capulet.example' to='juliet@capulet.example/chamber'/>
        juliet/balcony sends     <iq type='set' id='r2'><query xmlns='jabber:iq:roster'><item jid='tybalt@capulet.example'/></query></iq>
        juliet/balcony receives in any order
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
              <query xmlns='jabber:iq:roster' ver='{now}'><item jid='tybalt@capulet.example' subscription='none'/></query>
            </iq>
            <iq type='result' id='r2' from='juliet@capulet.example' to='juliet@capulet.example/balcony'/>
        juliet/chamber receives
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/chamber'>
              <query xmlns='jabber:iq:roster' ver='{now}'><item jid='tybalt@capulet.example' subscription='none'/></query>
            </iq>
        juliet/garden is connected
        juliet/garden sends      <iq type='get' id='g2'><query xmlns='jabber:iq:roster' ver='{known}'/></iq>
        juliet/garden receives
            <iq type='result' id='g2' from='juliet@capulet.example' to='juliet@capulet.example/garden'/>
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/garden'>
              <query xmlns='jabber:iq:roster' ver='{now}'><item jid='tybalt@capulet.example' subscription='none'/></query>
            </iq>
        juliet/garden sends      <iq type='get' id='g3'><query xmlns='jabber:iq:roster' ver=''/></iq>
        juliet/garden receives
            <iq type='result' id='g3' from='juliet@capulet.example' to='juliet@capulet.example/garden'>
              <query xmlns='jabber:iq:roster' ver='{now}'>...<item jid='nurse@capulet.example' subscription='none'/>...</query>
            </iq>
        """);
}
