namespace XmppActors.Conversations.Rfc6121;

/// <summary>RFC 6121 §4: exchanging presence.</summary>
public sealed class PresenceTest : ConversationTest
{
    [Fact] // §4.2, §4.3
    public Task Initial_presence_is_announced_and_that_of_contacts_is_learned() => Conversation("""
        romeo is a friend of juliet
        benvolio is subscribed to romeo
        romeo is subscribed to mercutio
        tybalt/square is available
        benvolio/square is available
        mercutio/square is available
        juliet/balcony is available
        romeo/orchard is interested
        romeo/orchard sends     <presence><show>away</show><status>Under the balcony</status></presence>
        romeo/orchard receives in any order
            <presence from='romeo@montague.example/orchard' to='romeo@montague.example'><show>away</show><status>Under the balcony</status></presence>
            <presence from='juliet@capulet.example/balcony' to='...'/>
            <presence from='mercutio@montague.example/square' to='...'/>
        juliet/balcony receives
            <presence from='romeo@montague.example/orchard' to='juliet@capulet.example'><show>away</show><status>Under the balcony</status></presence>
        benvolio/square receives
            <presence from='romeo@montague.example/orchard' to='benvolio@montague.example'><show>away</show><status>Under the balcony</status></presence>
        mercutio/square receives nothing
        tybalt/square receives nothing
        """);

    [Fact] // §4.4
    public Task A_change_of_presence_is_announced_and_nobody_is_asked_again() => Conversation("""
        romeo is a friend of juliet
        juliet/balcony is available
        romeo/orchard is available
        romeo/orchard sends     <presence><show>dnd</show></presence>
        romeo/orchard receives  <presence from='romeo@montague.example/orchard' to='romeo@montague.example'><show>dnd</show></presence>
        juliet/balcony receives <presence from='romeo@montague.example/orchard' to='juliet@capulet.example'><show>dnd</show></presence>
        romeo/orchard receives nothing
        """);

    [Fact] // §4.5.2
    public Task Unavailable_presence_is_announced() => Conversation("""
        romeo is a friend of juliet
        juliet/balcony is available
        romeo/orchard is available
        romeo/orchard sends     <presence type='unavailable'><status>Farewell</status></presence>
        juliet/balcony receives <presence type='unavailable' from='romeo@montague.example/orchard' to='juliet@capulet.example'><status>Farewell</status></presence>
        romeo/orchard receives  <presence type='unavailable' from='romeo@montague.example/orchard' to='romeo@montague.example'><status>Farewell</status></presence>
        romeo/orchard closes the stream
        juliet/balcony receives nothing
        """);

    [Theory] // §4.5.2: the server does it for a client that cannot
    [InlineData("romeo/orchard disconnects")]
    [InlineData("romeo/orchard closes the stream")]
    public Task A_stream_that_ends_makes_its_resource_unavailable(string end) => Conversation($"""
        romeo is a friend of juliet
        juliet/balcony is available
        romeo/orchard is available
        {end}
        juliet/balcony receives <presence type='unavailable' from='romeo@montague.example/orchard' to='juliet@capulet.example'/>
        """);

    [Fact] // §4.6
    public Task Directed_presence_is_taken_back_when_its_sender_leaves() => Conversation("""
        juliet/balcony is available
        romeo/orchard is available
        romeo/orchard sends     <presence to='juliet@capulet.example/balcony'><status>Only for you</status></presence>
        juliet/balcony receives <presence from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony'><status>Only for you</status></presence>
        romeo/orchard disconnects
        juliet/balcony receives <presence type='unavailable' from='romeo@montague.example/orchard' to='juliet@capulet.example/balcony'/>
        """);

    [Fact] // §4.3.2
    public Task A_stranger_that_probes_learns_nothing() => Conversation("""
        juliet/balcony is available
        romeo/orchard is available
        romeo/orchard sends     <presence type='probe' to='juliet@capulet.example'/>
        juliet/balcony receives nothing
        romeo/orchard receives nothing
        """);

    [Fact] // §4.2.2: resources of one account see each other
    public Task Resources_of_an_account_know_each_other() => Conversation("""
        juliet/balcony is available
        juliet/chamber is interested
        juliet/chamber sends    <presence><priority>1</priority></presence>
        juliet/chamber receives in any order
            <presence from='juliet@capulet.example/balcony' to='...'/>
            <presence from='juliet@capulet.example/chamber' to='juliet@capulet.example'><priority>1</priority></presence>
        juliet/balcony receives <presence from='juliet@capulet.example/chamber' to='juliet@capulet.example'><priority>1</priority></presence>
        """);
}
