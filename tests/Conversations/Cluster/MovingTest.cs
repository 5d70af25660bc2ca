using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Cluster;

/// <summary>Entities move to a node that joins, while their streams stay where they are.</summary>
public class MovingTest
{
    private static readonly string[] Friends = ["romeo/r", "benvolio/b", "mercutio/m", "balthasar/b", "tybalt/t", "nurse/n", "paris/p", "peter/p"];

    [Fact]
    public async Task Nobody_notices_that_accounts_and_farms_move()
    {
        await using var world = await ClusterInMemory.StartAsync(WorldSettings.Default, size: 2);
        await using var conversation = new Conversation(world);
        await conversation.RunAsync($"""
            {Lines(friend => $"{friend.Split('/')[0]} is a friend of juliet")}
            stage connects to component
            stage opens a component stream
            stage shakes hands
            juliet/balcony is interested
            juliet/balcony is available
            {Lines(friend => $"{friend} is available")}
            """);

        await world.GrowAsync();

        await conversation.RunAsync($"""
            {Lines(friend => $"{friend} receives nothing")}
            juliet/balcony receives nothing
            server passes 1 s
            server passes 1 s
            server passes 1 s
            stage receives <iq xmlns='jabber:component:accept' type='get' from='capulet.example/farm-info' to='stage.example' id='...'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>
            {Lines(ChatWithJuliet)}
            {Lines(ChatWithStage)}
            juliet/balcony sends <iq type='set' id='r'><query xmlns='jabber:iq:roster'><item jid='abram@montague.example'/></query></iq>
            juliet/balcony receives in any order <iq type='set' from='juliet@capulet.example' to='juliet@capulet.example/balcony' id='...'><query xmlns='jabber:iq:roster' ver='...'><item jid='abram@montague.example' subscription='none'/></query></iq> <iq type='result' from='juliet@capulet.example' to='juliet@capulet.example/balcony' id='r'/>
            juliet/balcony disconnects
            {Lines(friend => $"{friend} receives <presence type='unavailable' from='juliet@capulet.example/balcony' to='{Cast.Account(friend)}'/>")}
            """);
    }

    private static string Lines(Func<string, string> lineOf) => string.Join('\n', Friends.Select(lineOf));

    private static string Full(string friend) => $"{Cast.Account(friend)}/{Cast.Resource(friend)}";

    private static string ChatWithJuliet(string friend) => $"""
        {friend} sends <message to='juliet@capulet.example' id='{friend}'><body>1</body></message>
        juliet/balcony receives <message from='{Full(friend)}' to='juliet@capulet.example' id='{friend}'><body>1</body></message>
        juliet/balcony sends <message to='{Cast.Account(friend)}' id='back'><body>2</body></message>
        {friend} receives <message from='juliet@capulet.example/balcony' to='{Cast.Account(friend)}' id='back'><body>2</body></message>
        """;

    private static string ChatWithStage(string friend) => $"""
        {friend} sends <iq type='get' to='stage.example' id='q'><ping xmlns='urn:xmpp:ping'/></iq>
        stage receives <iq xmlns='jabber:component:accept' type='get' from='{Full(friend)}' to='stage.example' id='q'><ping xmlns='urn:xmpp:ping'/></iq>
        stage sends <iq type='result' from='stage.example' to='{Full(friend)}' id='q'/>
        {friend} receives <iq type='result' from='stage.example' to='{Full(friend)}' id='q'/>
        """;
}
