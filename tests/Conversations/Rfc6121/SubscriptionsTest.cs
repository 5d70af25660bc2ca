namespace XmppActors.Conversations.Rfc6121;

/// <summary>RFC 6121 §3: asking for, granting and ending presence subscriptions.</summary>
public sealed class SubscriptionsTest : ConversationTest
{
    [Fact] // §3.1
    public Task A_request_that_is_approved_shows_presence() => Conversation("""
        juliet/balcony is available
        romeo/orchard is available
        romeo/orchard sends      <presence type='subscribe' to='juliet@capulet.example' id='s1'/>
        romeo/orchard receives
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='juliet@capulet.example' subscription='none' ask='subscribe'/></query>
            </iq>
        juliet/balcony receives  <presence type='subscribe' from='romeo@montague.example' to='juliet@capulet.example' id='s1'/>
        juliet/balcony sends     <presence type='subscribed' to='romeo@montague.example' id='s2'/>
        juliet/balcony receives
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='romeo@montague.example' subscription='from'/></query>
            </iq>
        romeo/orchard receives in any order
            <presence type='subscribed' from='juliet@capulet.example' to='romeo@montague.example' id='s2'/>
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='juliet@capulet.example' subscription='to'/></query>
            </iq>
            <presence from='juliet@capulet.example/balcony' to='...'/>
        """);

    [Fact] // §3.1.3
    public Task A_request_waits_for_whoever_is_not_there() => Conversation("""
        juliet has an account
        romeo/orchard is available
        romeo/orchard sends      <presence type='subscribe' to='juliet@capulet.example'><status>Please</status></presence>
        romeo/orchard receives   <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>...</iq>
        juliet/balcony is interested
        juliet/balcony sends     <presence/>
        juliet/balcony receives in any order
            <presence from='juliet@capulet.example/balcony' to='juliet@capulet.example'/>
            <presence type='subscribe' from='romeo@montague.example' to='juliet@capulet.example'><status>Please</status>...</presence>
        """);

    [Fact] // §3.1.3: and again at each initial presence, until it is answered
    public Task A_request_that_was_not_answered_comes_again() => Conversation("""
        juliet has an account
        romeo/orchard is available
        romeo/orchard sends      <presence type='subscribe' to='juliet@capulet.example'/>
        romeo/orchard receives   <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>...</iq>
        juliet/balcony is available
        juliet/balcony closes the stream
        juliet/chamber is interested
        juliet/chamber sends     <presence/>
        juliet/chamber receives in any order
            <presence from='juliet@capulet.example/chamber' to='juliet@capulet.example'/>
            <presence type='subscribe' from='romeo@montague.example' to='juliet@capulet.example'>...</presence>
        """);

    [Fact] // §3.2.1, §3.2.2
    public Task A_request_may_be_denied() => Conversation("""
        juliet/balcony is available
        romeo/orchard is available
        romeo/orchard sends      <presence type='subscribe' to='juliet@capulet.example'/>
        romeo/orchard receives   <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>...</iq>
        juliet/balcony receives  <presence type='subscribe' from='romeo@montague.example' to='juliet@capulet.example'/>
        juliet/balcony sends     <presence type='unsubscribed' to='romeo@montague.example'/>
        romeo/orchard receives in any order
            <presence type='unsubscribed' from='juliet@capulet.example' to='romeo@montague.example'/>
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='juliet@capulet.example' subscription='none'/></query>
            </iq>
        juliet/balcony receives nothing
        """);

    [Fact] // §3.2
    public Task A_subscription_may_be_cancelled_by_who_granted_it() => Conversation("""
        romeo is subscribed to juliet
        juliet/balcony is available
        romeo/orchard is available
        juliet/balcony sends     <presence type='unsubscribed' to='romeo@montague.example'/>
        juliet/balcony receives
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='romeo@montague.example' subscription='none'/></query>
            </iq>
        romeo/orchard receives in any order
            <presence type='unavailable' from='juliet@capulet.example/balcony' to='...'/>
            <presence type='unsubscribed' from='juliet@capulet.example' to='romeo@montague.example'/>
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='juliet@capulet.example' subscription='none'/></query>
            </iq>
        """);

    [Fact] // §3.3
    public Task A_subscription_may_be_ended_by_who_has_it() => Conversation("""
        romeo is subscribed to juliet
        juliet/balcony is available
        romeo/orchard is available
        romeo/orchard sends      <presence type='unsubscribe' to='juliet@capulet.example'/>
        romeo/orchard receives in any order
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='juliet@capulet.example' subscription='none'/></query>
            </iq>
            <presence type='unavailable' from='juliet@capulet.example/balcony' to='...'/>
        juliet/balcony receives in any order
            <presence type='unsubscribe' from='romeo@montague.example' to='juliet@capulet.example'/>
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='romeo@montague.example' subscription='none'/></query>
            </iq>
        """);

    [Fact] // §3.4
    public Task A_request_may_be_approved_before_it_is_made() => Conversation("""
        juliet/balcony is available
        romeo/orchard is available
        juliet/balcony sends     <presence type='subscribed' to='romeo@montague.example'/>
        juliet/balcony receives
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='romeo@montague.example' subscription='none' approved='true'/></query>
            </iq>
        romeo/orchard sends      <presence type='subscribe' to='juliet@capulet.example'/>
        romeo/orchard receives in any order
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='juliet@capulet.example' subscription='none' ask='subscribe'/></query>
            </iq>
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='juliet@capulet.example' subscription='to'/></query>
            </iq>
            <presence type='subscribed' from='juliet@capulet.example' to='romeo@montague.example'/>
            <presence from='juliet@capulet.example/balcony' to='...'/>
        juliet/balcony receives
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='romeo@montague.example' subscription='from' approved='true'/></query>
            </iq>
        """);

    [Fact] // §8.5.1: nobody learns that there is no such account
    public Task A_request_to_nobody_is_never_answered() => Conversation("""
        romeo/orchard is available
        romeo/orchard sends      <presence type='subscribe' to='nobody@capulet.example'/>
        romeo/orchard receives
            <iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>
              <query xmlns='jabber:iq:roster' ver='...'><item jid='nobody@capulet.example' subscription='none' ask='subscribe'/></query>
            </iq>
        """);
}
