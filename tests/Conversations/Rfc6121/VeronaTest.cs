namespace XmppActors.Conversations.Rfc6121;

/// <summary>Long conversations of many, in which everything that anybody hears is looked at.</summary>
public sealed class VeronaTest : ConversationTest
{
    [Fact]
    public Task A_day_in_Verona() => Transcribe("a-day-in-verona", """
        romeo is a friend of benvolio
        romeo is a friend of mercutio
        benvolio is a friend of mercutio
        juliet is a friend of nurse
        tybalt is subscribed to juliet

        benvolio/square is available
        mercutio/square is available
        romeo/grove is available
        romeo/phone is available with priority -1
        juliet/chamber is available
        nurse/kitchen is available
        tybalt/street is available

        benvolio/square sends <message type='chat' to='romeo@montague.example' id='m1'><body>Good morrow, cousin.</body></message>
        romeo/grove sends     <message type='chat' to='benvolio@montague.example/square' id='m2'><body>Is the day so young?</body></message>
        romeo/grove sends     <presence><show>away</show><status>sad hours seem long</status></presence>
        benvolio/square sends <presence to='romeo@montague.example/phone'><show>chat</show></presence>

        romeo/grove sends     <iq type='set' id='r1'><query xmlns='jabber:iq:roster'><item jid='juliet@capulet.example' name='The sun'><group>Capulets</group></item></query></iq>
        romeo/grove sends     <presence type='subscribe' to='juliet@capulet.example' id='s1'/>
        juliet/chamber sends  <presence type='subscribed' to='romeo@montague.example' id='s2'/>
        juliet/chamber sends  <presence type='subscribe' to='romeo@montague.example' id='s3'/>
        romeo/phone sends     <presence type='subscribed' to='juliet@capulet.example' id='s4'/>

        juliet/balcony is available with priority 5
        romeo/grove sends     <message type='chat' to='juliet@capulet.example' id='m3'><body>Lady, by yonder blessed moon I vow</body></message>
        juliet/balcony sends  <message type='chat' to='romeo@montague.example/grove' id='m4'><body>O, swear not by the moon</body></message>
        nurse/kitchen sends   <message type='headline' to='juliet@capulet.example' id='m5'><body>Madam!</body></message>
        juliet/balcony sends  <presence type='unavailable'/>
        juliet/balcony closes the stream

        tybalt/street sends   <message to='romeo@montague.example/street' id='m6'><body>Thou art a villain</body></message>
        tybalt/street sends   <message type='chat' to='mercutio@montague.example' id='m7'><body>Mercutio, thou consort'st with Romeo</body></message>
        mercutio/square sends <message type='chat' to='tybalt@capulet.example/street' id='m8'><body>Consort?</body></message>
        mercutio/square disconnects
        benvolio/square sends <message type='chat' to='mercutio@montague.example' id='m9'><body>Mercutio?</body></message>
        benvolio/square sends <iq type='get' to='mercutio@montague.example/square' id='q1'><query xmlns='jabber:iq:version'/></iq>

        juliet/chamber sends  <presence type='unsubscribed' to='tybalt@capulet.example' id='s5'/>
        juliet/chamber sends  <iq type='set' id='r2'><query xmlns='jabber:iq:roster'><item jid='nurse@capulet.example' subscription='remove'/></query></iq>
        romeo/grove sends     <presence type='unavailable'><status>to Mantua</status></presence>
        time passes 2 h
        romeo/grove disconnects
        juliet/chamber sends  <iq type='get' to='romeo@montague.example' id='q2'><query xmlns='jabber:iq:last'/></iq>
        mercutio/afterlife is available
        """);
}
