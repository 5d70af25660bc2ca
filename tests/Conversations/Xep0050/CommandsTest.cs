using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Xep0050;

/// <summary>XEP-0050: what administrators command from their client, and that nobody else does.</summary>
public sealed class CommandsTest : ConversationTest
{
    private const string Farm = "urn:xmpp-actors:farm:admin:0";

    private static readonly WorldSettings Juliet = WorldSettings.Default with { Administrators = new HashSet<Transport.Addresses.BareJid> { Cast.Account("juliet") } };

    [Fact] // §2.1, §2.2
    public Task An_administrator_finds_the_commands() => Conversation(
        $"""
        juliet/balcony is connected
        juliet/balcony sends     <iq type='get' id='d1' to='capulet.example'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
        juliet/balcony receives  <iq type='result' id='d1' from='capulet.example' to='juliet@capulet.example/balcony'><query xmlns='http://jabber.org/protocol/disco#info'>...<feature var='http://jabber.org/protocol/commands'/>...</query></iq>
        juliet/balcony sends     <iq type='get' id='d2' to='capulet.example'><query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/></iq>
        juliet/balcony receives  <iq type='result' id='d2' from='capulet.example' to='juliet@capulet.example/balcony'><query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'><item jid='capulet.example' node='{Farm}#list' name='List farms'/><item jid='capulet.example' node='{Farm}#show' name='Show a farm'/>...<item jid='capulet.example' node='{Farm}#remove' name='...'/></query></iq>
        juliet/balcony sends     <iq type='get' id='d3' to='capulet.example'><query xmlns='http://jabber.org/protocol/disco#info' node='{Farm}#drain'/></iq>
        juliet/balcony receives  <iq type='result' id='d3' from='capulet.example' to='juliet@capulet.example/balcony'><query xmlns='http://jabber.org/protocol/disco#info' node='{Farm}#drain'><identity category='automation' type='command-node' name='Drain an instance'/><feature var='http://jabber.org/protocol/commands'/><feature var='jabber:x:data'/></query></iq>
        """,
        Juliet);

    [Fact]
    public Task Nobody_else_finds_or_gives_them() => Conversation(
        $"""
        romeo/orchard is connected
        romeo/orchard sends     <iq type='get' id='d1' to='montague.example'><query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/></iq>
        romeo/orchard receives  <iq type='result' id='d1' from='montague.example' to='romeo@montague.example/orchard'><query xmlns='http://jabber.org/protocol/disco#items' node='http://jabber.org/protocol/commands'/></iq>
        romeo/orchard sends     <iq type='get' id='d2' to='montague.example'><query xmlns='http://jabber.org/protocol/disco#info' node='{Farm}#list'/></iq>
        romeo/orchard receives  <iq type='error' id='d2' from='montague.example' to='romeo@montague.example/orchard'>...<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        romeo/orchard sends     <iq type='set' id='c1' to='montague.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#list'/></iq>
        romeo/orchard receives  <iq type='error' id='c1' from='montague.example' to='romeo@montague.example/orchard'>...<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        """,
        Juliet);

    [Fact]
    public Task Without_administrators_there_are_none() => Conversation($"""
        juliet/balcony is connected
        juliet/balcony sends     <iq type='set' id='c1' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#list'/></iq>
        juliet/balcony receives  <iq type='error' id='c1' from='capulet.example' to='juliet@capulet.example/balcony'>...<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        """);

    [Fact] // §2.3, without a form
    public Task Farms_are_listed_in_a_table() => Conversation(
        $"""
        juliet/balcony is connected
        one connects to component
        one opens a component stream
        one shakes hands
        juliet/balcony sends     <iq type='set' id='c1' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#list' action='execute'/></iq>
        juliet/balcony receives  <iq type='result' id='c1' from='capulet.example' to='juliet@capulet.example/balcony'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#list' sessionid='...' status='completed'><x xmlns='jabber:x:data' type='result'>...<reported>...</reported><item><field var='domain'><value>stage.example</value></field><field var='state'><value>ready</value></field><field var='ready'><value>1</value></field><field var='instances'><value>1</value></field><field var='policy'><value>bare-source</value></field></item></x></command></iq>
        """,
        Juliet);

    [Fact] // §2.4
    public Task A_farm_is_chosen_in_a_form_and_shown() => Conversation(
        $"""
        juliet/balcony is connected
        one connects to component
        one opens a component stream
        one shakes hands
        juliet/balcony sends     <iq type='set' id='c1' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#show'/></iq>
        juliet/balcony receives  <iq type='result' id='c1' from='capulet.example' to='juliet@capulet.example/balcony'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#show' sessionid='{"{session}"}' status='executing'><actions execute='complete'><complete/></actions><x xmlns='jabber:x:data' type='form'><title>Show a farm</title><field var='FORM_TYPE' type='hidden'><value>{Farm}#show</value></field><field var='domain' type='list-single' label='Farm'><required/><option><value>stage.example</value></option></field></x></command></iq>
        juliet/balcony sends     <iq type='set' id='c2' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#show' sessionid='{"{session}"}' action='complete'><x xmlns='jabber:x:data' type='submit'><field var='domain'><value>stage.example</value></field></x></command></iq>
        juliet/balcony receives  <iq type='result' id='c2' from='capulet.example' to='juliet@capulet.example/balcony'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#show' sessionid='{"{session}"}' status='completed'><x xmlns='jabber:x:data' type='result'><title>stage.example</title>...<item><field var='instance'>...</field><field var='state'><value>ready</value></field>...</item></x></command></iq>
        """,
        Juliet);

    [Fact]
    public Task A_farm_is_made_and_gets_a_secret_and_a_component() => Conversation(
        $"""
        juliet/balcony is connected
        juliet/balcony sends     <iq type='set' id='c1' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#add'><x xmlns='jabber:x:data' type='submit'><field var='domain'><value>Tower.example</value></field><field var='policy'><value>round-robin</value></field></x></command></iq>
        juliet/balcony receives  <iq type='result' id='c1' from='capulet.example' to='juliet@capulet.example/balcony'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#add' sessionid='...' status='completed'><note type='error'>this node takes no settings at run time</note></command></iq>
        juliet/balcony sends     <iq type='set' id='c2' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#add-secret'><x xmlns='jabber:x:data' type='submit'><field var='domain'><value>tower.example</value></field><field var='secret'><value>rose</value></field></x></command></iq>
        juliet/balcony receives  <iq type='result' id='c2' from='capulet.example' to='juliet@capulet.example/balcony'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#add-secret' sessionid='...' status='completed'><note type='info'>...</note></command></iq>
        two connects to component
        two opens a component stream to tower.example
        two shakes hands by rose
        two receives             <handshake xmlns='jabber:component:accept'/>
        juliet/balcony sends     <iq type='set' id='c3' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#weight'><x xmlns='jabber:x:data' type='submit'><field var='domain'><value>tower.example</value></field><field var='instance'><value>*</value></field><field var='weight'><value>50</value></field></x></command></iq>
        juliet/balcony receives  <iq type='result' id='c3' from='capulet.example' to='juliet@capulet.example/balcony'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#weight' sessionid='...' status='completed'><note type='info'>the weight of * of tower.example is 50</note></command></iq>
        juliet/balcony sends     <iq type='set' id='c4' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#drain'><x xmlns='jabber:x:data' type='submit'><field var='domain'><value>tower.example</value></field><field var='instance'><value>*</value></field><field var='deadline'><value>0</value></field></x></command></iq>
        juliet/balcony receives  <iq type='result' id='c4' from='capulet.example' to='juliet@capulet.example/balcony'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#drain' sessionid='...' status='completed'><note type='info'>* of tower.example gets no new keys, and is closed when it is empty, in 0 s at the latest</note></command></iq>
        two receives             </stream:stream>
        """,
        Juliet);

    [Fact] // §4.4
    public Task What_makes_no_sense_is_refused() => Conversation(
        $"""
        juliet/balcony is connected
        juliet/balcony sends     <iq type='set' id='c1' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#dance'/></iq>
        juliet/balcony receives  <iq type='error' id='c1' from='capulet.example' to='juliet@capulet.example/balcony'>...<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>...</error></iq>
        juliet/balcony sends     <iq type='set' id='c2' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#show' action='leap'/></iq>
        juliet/balcony receives  <iq type='error' id='c2' from='capulet.example' to='juliet@capulet.example/balcony'>...<error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>...<malformed-action xmlns='http://jabber.org/protocol/commands'/></error></iq>
        juliet/balcony sends     <iq type='set' id='c3' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#undrain'><x xmlns='jabber:x:data' type='submit'><field var='domain'><value>stage.example</value></field></x></command></iq>
        juliet/balcony receives  <iq type='error' id='c3' from='capulet.example' to='juliet@capulet.example/balcony'>...<error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>...<bad-payload xmlns='http://jabber.org/protocol/commands'/></error></iq>
        juliet/balcony sends     <iq type='set' id='c4' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#show' sessionid='s1' action='cancel'/></iq>
        juliet/balcony receives  <iq type='result' id='c4' from='capulet.example' to='juliet@capulet.example/balcony'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#show' sessionid='s1' status='canceled'/></iq>
        juliet/balcony sends     <iq type='set' id='c5' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#drain'><x xmlns='jabber:x:data' type='submit'><field var='domain'><value>tower.example</value></field><field var='instance'><value>one</value></field></x></command></iq>
        juliet/balcony receives  <iq type='result' id='c5' from='capulet.example' to='juliet@capulet.example/balcony'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#drain' sessionid='...' status='completed'><note type='error'>there is no farm tower.example; there are: stage.example</note></command></iq>
        juliet/balcony sends     <iq type='set' id='c6' to='capulet.example'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#drain'><x xmlns='jabber:x:data' type='submit'><field var='domain'><value>stage.example</value></field><field var='instance'><value>one</value></field></x></command></iq>
        juliet/balcony receives  <iq type='result' id='c6' from='capulet.example' to='juliet@capulet.example/balcony'><command xmlns='http://jabber.org/protocol/commands' node='{Farm}#drain' sessionid='...' status='completed'><note type='error'>stage.example has no instance one, nor any other</note></command></iq>
        """,
        Juliet);
}
