using System.Globalization;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Xep0198;

/// <summary>docs/decisions/0015: any node of three may be lost at any moment; everything arrives once and in order.</summary>
public sealed class LostNodeTest
{
    private const int MessagesEachWay = 120;

    /// <summary>Seeds of what the clients do when, and of which node is lost; a seed that ever fails stays here.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task Nothing_is_lost_doubled_or_reordered_by_the_loss_of_a_node(int seed)
    {
        var settings = new StreamManagementSettings { RequestAfterStanzas = 1 + (seed % 7) };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120)); // Only a failing test takes so long.
        await using var world = await ClusterInMemory.StartAsync(WorldSettings.Default with { StreamManagement = settings });
        await world.CreateAccountAsync(Cast.Account("romeo"), Cast.Password);
        await world.CreateAccountAsync(Cast.Account("juliet"), Cast.Password);
        await using var romeo = new UnreliableClient(world, "romeo/orchard", limit.Token);
        await using var juliet = new UnreliableClient(world, "juliet/balcony", limit.Token);
        await romeo.StartAsync();
        await juliet.StartAsync();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var time = PassAsync(world.Time, ended.Token);
        var loss = new Loss(world, seed % 3);

        await Task.WhenAll(
            TalkAsync(romeo, "juliet@capulet.example/balcony", new Random(seed), loss),
            TalkAsync(juliet, "romeo@montague.example/orchard", new Random(-seed), loss));

        var expected = Enumerable.Range(0, MessagesEachWay).Select(i => i.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(expected, romeo.Messages);
        Assert.Equal(expected, juliet.Messages);
        await ended.CancelAsync();
        await time;
    }

    private static async Task PassAsync(VirtualTime time, CancellationToken cancellation)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!cancellation.IsCancellationRequested)
        {
            await tick.WaitForNextTickAsync(CancellationToken.None);
            time.Advance(TimeSpan.FromMilliseconds(40));
        }
    }

    private static async Task TalkAsync(UnreliableClient client, string to, Random random, Loss loss)
    {
        var sent = 0;
        var isBroken = false;
        while (sent < MessagesEachWay || client.Messages.Count < MessagesEachWay)
        {
            if (sent >= MessagesEachWay / 2) loss.Happen();
            if (loss.HasHappened && !isBroken)
            {
                isBroken = true;
                await client.BreakAsync();
                continue;
            }

            switch (random.Next(12))
            {
                case 0:
                    await client.AskAsync();
                    break;
                case < 6 when sent < MessagesEachWay:
                    await client.SendAsync($"<message type='chat' to='{to}' id='{sent++}'/>");
                    break;
                default:
                    await client.ReadAsync(wait: isBroken && sent == MessagesEachWay && client.Messages.Count < MessagesEachWay);
                    await Task.Yield();
                    break;
            }
        }
    }

    private sealed class Loss(ClusterInMemory world, int node)
    {
        private readonly Lock _sync = new();
        private volatile bool _hasHappened;

        public bool HasHappened => _hasHappened;

        /// <summary>Complete when it has: nobody connects to the lost node any more.</summary>
        public void Happen()
        {
            lock (_sync)
            {
                if (!_hasHappened) world.Kill(node);
                _hasHappened = true;
            }
        }
    }
}
