using XmppActors.Actors.Components.Availability;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Availability;

/// <summary>The presence of a farm whose presence is the router's (RFC 6121 §§3, 4).</summary>
public sealed class PresenceTest : ConversationTest
{
    private const string Roster = "<iq type='set' id='...' from='romeo@montague.example' to='romeo@montague.example/orchard'>...</iq>";

    private static readonly WorldSettings Router = WorldSettings.Default with
    {
        Availability = new AvailabilitySettings { Presence = PresenceSource.Router },
    };

    [Fact] // RFC 6121 §3.1, §4.4
    public Task A_subscriber_sees_the_farm_come_and_go() => Conversation($"""
        romeo/orchard is available
        romeo/orchard sends     <presence type='subscribe' to='stage.example'/>
        romeo/orchard receives in any order
            {Roster}
            {Roster}
            <presence type='subscribed' from='stage.example' to='romeo@montague.example'/>
            <presence type='unavailable' from='stage.example' to='romeo@montague.example'><status>no instance connected</status></presence>
        one connects to component
        one opens a component stream
        one shakes hands
        romeo/orchard receives  <presence from='stage.example' to='romeo@montague.example'><status>1 of 1 instance ready</status></presence>
        two connects to component
        two opens a component stream
        two shakes hands
        romeo/orchard receives  <presence from='stage.example' to='romeo@montague.example'><status>2 of 2 instances ready</status></presence>
        one disconnects
        romeo/orchard receives  <presence from='stage.example' to='romeo@montague.example'><status>1 of 1 instance ready</status></presence>
        two closes the stream
        romeo/orchard receives  <presence type='unavailable' from='stage.example' to='romeo@montague.example'><status>no instance connected</status></presence>
        """, Router);

    [Fact] // RFC 6121 §4.3
    public Task Who_comes_back_is_told_what_the_farm_is_now() => Conversation($"""
        romeo/orchard is available
        juliet/balcony is available
        romeo/orchard sends     <presence type='subscribe' to='stage.example'/>
        romeo/orchard receives in any order
            {Roster}
            {Roster}
            <presence type='subscribed' from='stage.example' to='romeo@montague.example'/>
            <presence type='unavailable' from='stage.example' to='romeo@montague.example'>...</presence>
        juliet/balcony sends    <presence type='subscribe' to='stage.example'/>
        juliet/balcony receives in any order
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>...</iq>
            <iq type='set' id='...' from='juliet@capulet.example' to='juliet@capulet.example/balcony'>...</iq>
            <presence type='subscribed' from='stage.example' to='juliet@capulet.example'/>
            <presence type='unavailable' from='stage.example' to='juliet@capulet.example'>...</presence>
        romeo/orchard disconnects
        one connects to component
        one opens a component stream
        one shakes hands
        juliet/balcony receives <presence from='stage.example' to='juliet@capulet.example'><status>1 of 1 instance ready</status></presence>
        romeo/hall is connected
        romeo/hall sends     <presence/>
        romeo/hall receives in any order
            <presence from='romeo@montague.example/hall' to='romeo@montague.example'/>
            <presence from='stage.example' to='romeo@montague.example/hall'><status>1 of 1 instance ready</status></presence>
        """, Router);

    [Fact] // RFC 6121 §3.3
    public Task Who_unsubscribes_is_told_no_more() => Conversation($"""
        romeo/orchard is available
        romeo/orchard sends     <presence type='subscribe' to='stage.example'/>
        romeo/orchard receives in any order
            {Roster}
            {Roster}
            <presence type='subscribed' from='stage.example' to='romeo@montague.example'/>
            <presence type='unavailable' from='stage.example' to='romeo@montague.example'>...</presence>
        one connects to component
        one opens a component stream
        one shakes hands
        romeo/orchard receives  <presence from='stage.example' to='romeo@montague.example'>...</presence>
        romeo/orchard sends     <presence type='unsubscribe' to='stage.example'/>
        romeo/orchard receives in any order
            {Roster}
            <presence type='unavailable' from='stage.example' to='romeo@montague.example'>...</presence>
        one disconnects
        """, Router);

    [Fact]
    public Task Who_may_not_watch_is_refused() => Conversation($"""
        romeo/orchard is available
        romeo/orchard sends     <presence type='subscribe' to='stage.example'/>
        romeo/orchard receives in any order
            {Roster}
            {Roster}
            <presence type='unsubscribed' from='stage.example' to='romeo@montague.example'/>
        """, Router with { Availability = Router.Availability with { Watchers = Only("capulet.example") } });

    [Fact]
    public Task Who_may_see_instances_sees_each() => Conversation($"""
        romeo/orchard is available
        romeo/orchard sends     <presence type='subscribe' to='stage.example'/>
        romeo/orchard receives in any order
            {Roster}
            {Roster}
            <presence type='subscribed' from='stage.example' to='romeo@montague.example'/>
            <presence type='unavailable' from='stage.example' to='romeo@montague.example'>...</presence>
        one connects to component
        one opens a component stream
        one shakes hands
        romeo/orchard receives  <presence from='stage.example' to='romeo@montague.example'><status>1 of 1 instance ready</status></presence>
                                <presence from='...' to='romeo@montague.example'><status>ready</status></presence>
        one disconnects
        romeo/orchard receives  <presence type='unavailable' from='stage.example' to='romeo@montague.example'>...</presence>
                                <presence type='unavailable' from='...' to='romeo@montague.example'><status>gone</status></presence>
        """, Router with { Availability = Router.Availability with { InstanceWatchers = Only("montague.example") } });

    [Fact]
    public Task Presence_of_a_farm_that_keeps_its_own_goes_to_the_component() => Conversation("""
        romeo/orchard is available
        one connects to component
        one opens a component stream
        one shakes hands
        romeo/orchard sends     <presence to='stage.example'><status>exit, pursued by a bear</status></presence>
        one receives            <presence xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='stage.example'><status>exit, pursued by a bear</status></presence>
        """);

    private static WatcherList Only(string entry) =>
        WatcherList.TryParse([entry], out var list, out _) ? list : throw new FormatException(entry);
}
