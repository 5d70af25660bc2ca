using System.Globalization;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Kernel.Cluster.MeshTests;

public sealed class TcpMeshTests : MeshTest
{
    [Fact]
    public async Task Frames_and_datagrams_go_both_ways()
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2));
        Connect(a, b);

        for (var i = 0; i < 100; i++) Assert.True(a.Send(b, $"{i}"));
        await UntilConnectedAsync(a, b);
        a.SendControl(b, "ping");
        b.SendControl(a, "pong");

        await b.Told.UntilAsync($"control {a.Self} ping");
        await a.Told.UntilAsync($"control {b.Self} pong");
        Assert.Equal(
            Enumerable.Range(0, 100).Select(i => $"frame {a.Self} {i}"),
            b.Told.Told.Where(told => told.StartsWith("frame", StringComparison.Ordinal)).Take(100));
    }

    [Fact]
    public async Task Three_nodes_hear_each_other()
    {
        var (a, b, c) = (await StartAsync(1), await StartAsync(2), await StartAsync(3));

        Connect(a, b, c);

        await UntilConnectedAsync(a, b);
        await UntilConnectedAsync(b, c);
        await UntilConnectedAsync(c, a);
    }

    [Fact]
    public async Task Each_frame_arrives_once_and_in_order_however_often_the_connections_break()
    {
        const int frames = 20_000;
        var random = new Random(20_261);
        var (a, b) = (
            await StartAsync(1, s => s with { UnacknowledgedBytes = 400_000 }, proxied: true),
            await StartAsync(2, proxied: true));
        Connect(a, b);

        for (var i = 0; i < frames; i++)
        {
            // Of all sizes from nothing up to some of the mesh's buffers.
            var length = random.Next(20) == 0 ? random.Next(200_000) : random.Next(300);
            var text = i.ToString(CultureInfo.InvariantCulture).PadRight(random.Next(1000) == 0 ? length : Math.Min(length, 300));
            var writable = a.Told.Told.Count(IsWritable);
            while (!a.Send(b, text)) await a.Told.UntilAsync(told => told.Count(IsWritable) > writable, "writable again");
            if (random.Next(2000) == 0)
            {
                var heard = random.Next(i);
                await b.Told.UntilCountAsync(heard);
                (random.Next(2) == 0 ? a : b).Proxy!.Break();
            }
        }

        var last = $"frame {a.Self} {frames - 1}";
        await b.Told.UntilAsync(told => told[^1].StartsWith(last, StringComparison.Ordinal), last);
        Assert.Contains($"Reset {b.Self}", a.Told.Told);
        Assert.Equal(
            Enumerable.Range(0, frames).Select(i => $"frame {a.Self} {i}"),
            b.Told.Told.Where(IsFrame).Select(told => told.TrimEnd()));
    }

    [Fact]
    public async Task Datagrams_come_through_again_after_their_connection_broke()
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2, proxied: true));
        Connect(a, b);

        for (var broken = 0; broken < 3; broken++)
        {
            await a.UntilDatagramIsHeardAsync(b, $"{broken}");
            b.Proxy!.Break();
        }
    }

    [Fact]
    public async Task A_frame_may_be_long_but_not_too_long()
    {
        var (a, b) = (await StartAsync(1, s => s with { FrameBytes = 1_000_000 }), await StartAsync(2, s => s with { FrameBytes = 1_000_000 }));
        Connect(a, b);
        var longest = new string('x', 1_000_000);

        Assert.True(a.Send(b, "before"));
        Assert.Throws<InvalidOperationException>(() => a.Send(b, longest + "x"));
        Assert.True(a.Send(b, longest));
        Assert.True(a.Send(b, ""));
        Assert.True(a.Send(b, "after"));

        await b.Told.UntilAsync($"frame {a.Self} after");
        Assert.Equal([$"frame {a.Self} before", $"frame {a.Self} {longest}", $"frame {a.Self} ", $"frame {a.Self} after"], b.Told.Told);
    }

    [Fact]
    public async Task Who_is_no_peer_yet_is_held_until_it_becomes_one()
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2));
        a.Mesh.SetPeers([b.Self]);
        Assert.True(a.Send(b, "early"));
        Assert.Empty(b.Told.Told);

        b.Mesh.SetPeers([a.Self]);

        await b.Told.UntilAsync($"frame {a.Self} early");
    }

    [Fact]
    public async Task Who_does_not_become_a_peer_in_time_is_turned_away_and_comes_again()
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2, s => s with { HoldTime = TimeSpan.Zero }));
        a.Mesh.SetPeers([b.Self]);
        Assert.True(a.Send(b, "early"));
        await Log.UntilAsync($"Refused {a.Self} (127.0.0.1): it is not known as a member yet");

        b.Mesh.SetPeers([a.Self]);

        await b.Told.UntilAsync($"frame {a.Self} early");
    }

    [Fact]
    public async Task Beyond_the_bound_frames_are_refused_until_half_of_it_is_free()
    {
        var (a, b) = (await StartAsync(1, s => s with { UnacknowledgedBytes = 100_000 }), await StartAsync(2));
        a.Mesh.SetPeers([b.Self]);

        var sent = a.Fill(b, 996);
        Assert.Equal(100, sent);
        b.Mesh.SetPeers([a.Self]);

        await a.Told.UntilAsync($"writable {b.Self}");
        await b.Told.UntilCountAsync(sent);
        Assert.True(a.Send(b, "more"));
        await b.Told.UntilAsync($"frame {a.Self} more");
        Assert.Single(a.Told.Told, $"writable {b.Self}");
    }

    [Fact]
    public async Task Datagrams_do_not_wait_behind_frames()
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2));
        Connect(a, b);
        await UntilConnectedAsync(a, b);
        using (b.Told.HoldFrames())
        {
            a.Fill(b, 10_000);
            await a.UntilDatagramIsHeardAsync(b, "alive");
        }
    }

    [Fact]
    public void Datagrams_of_which_there_are_too_many_lose_the_oldest()
    {
        var outbox = new ControlOutbox(Settings with { Datagrams = 2 });
        outbox.Add("lost"u8);
        Assert.True(outbox.TryConnect(0));
        foreach (var datagram in new[] { "1", "2", "3" }) outbox.Add(System.Text.Encoding.ASCII.GetBytes(datagram));

        var batch = outbox.Next().ToArray();

        Assert.Equal([1, 0, 0, 0, (byte)'2', 1, 0, 0, 0, (byte)'3'], batch);
    }

    [Fact]
    public async Task Who_may_not_act_any_more_writes_nothing()
    {
        var mayAct = true;
        var (a, b) = (await StartAsync(1, s => s with { MayAct = () => Volatile.Read(ref mayAct) }), await StartAsync(2));
        Connect(a, b);
        await UntilConnectedAsync(a, b);

        Volatile.Write(ref mayAct, false);
        a.SendControl(b, "too late");
        Assert.True(a.Send(b, "too late"));
        Assert.True(b.Send(a, "not acknowledged"));

        await b.Told.UntilAsync($"Reset {a.Self}");
        await a.Mesh.DisposeAsync();
        await b.Told.UntilAsync($"Refused {a.Self}");
        Assert.DoesNotContain(b.Told.Told, told => told.EndsWith("too late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_orderly_end_leaves_nothing_behind_that_was_sent()
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2));
        Connect(a, b);
        await UntilConnectedAsync(a, b);
        for (var i = 0; i < 10_000; i++) Assert.True(a.Send(b, $"{i}"));

        await a.Mesh.DisposeAsync();

        await b.Told.UntilAsync($"frame {a.Self} 9999");
        await b.Told.UntilAsync($"Refused {a.Self}");
        Assert.DoesNotContain($"Reset {a.Self}", b.Told.Told);
    }

    private static bool IsFrame(string told) => told.StartsWith("frame", StringComparison.Ordinal);

    private static bool IsWritable(string told) => told.StartsWith("writable", StringComparison.Ordinal);
}
