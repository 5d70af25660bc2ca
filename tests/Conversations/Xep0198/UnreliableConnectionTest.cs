using System.Globalization;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Xep0198;

/// <summary>XEP-0198 §5: whatever breaks and whenever, everything arrives once and in order.</summary>
public sealed class UnreliableConnectionTest
{
    private const int MessagesEachWay = 150;

    /// <summary>Seeds of what the clients do when; a seed that ever fails stays here.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task Nothing_is_lost_doubled_or_reordered_by_connections_that_break(int seed)
    {
        var settings = new StreamManagementSettings { RequestAfterStanzas = 1 + (seed % 7) };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60)); // Only a failing test takes so long.
        await using var world = await NodeInMemory.StartAsync(WorldSettings.Default with { StreamManagement = settings });
        await world.CreateAccountAsync(Cast.Account("romeo"), Cast.Password);
        await world.CreateAccountAsync(Cast.Account("juliet"), Cast.Password);
        await using var romeo = new UnreliableClient(world, "romeo/orchard", limit.Token);
        await using var juliet = new UnreliableClient(world, "juliet/balcony", limit.Token);
        await romeo.StartAsync();
        await juliet.StartAsync();

        await Task.WhenAll(
            TalkAsync(romeo, "juliet@capulet.example/balcony", new Random(seed)),
            TalkAsync(juliet, "romeo@montague.example/orchard", new Random(-seed)));

        var expected = Enumerable.Range(0, MessagesEachWay).Select(i => i.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(expected, romeo.Messages);
        Assert.Equal(expected, juliet.Messages);
    }

    /// <summary>Says everything and hears everything, and loses the connection now and then.</summary>
    private static async Task TalkAsync(UnreliableClient client, string to, Random random)
    {
        var sent = 0;
        while (sent < MessagesEachWay || client.Messages.Count < MessagesEachWay)
        {
            switch (random.Next(20))
            {
                case 0:
                    await client.BreakAsync();
                    break;
                case 1:
                    await client.AskAsync();
                    break;
                case < 10 when sent < MessagesEachWay:
                    await client.SendAsync($"<message type='chat' to='{to}' id='{sent++}'/>");
                    break;
                default:
                    await client.ReadAsync(wait: sent == MessagesEachWay && client.Messages.Count < MessagesEachWay);
                    break;
            }
        }
    }
}
