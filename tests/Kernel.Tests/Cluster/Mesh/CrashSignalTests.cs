namespace XmppActors.Kernel.Cluster.MeshTests;

public sealed class CrashSignalTests : MeshTest
{
    [Fact]
    public async Task A_broken_connection_is_a_sign_and_is_made_again()
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2, proxied: true));
        Connect(a, b);
        await UntilConnectedAsync(a, b);

        b.Proxy!.Break();
        await a.Told.UntilAsync($"Reset {b.Self}");
        Assert.True(a.Send(b, "again"));

        await b.Told.UntilAsync($"frame {a.Self} again");
        Assert.DoesNotContain($"Refused {b.Self}", a.Told.Told);
    }

    [Fact]
    public async Task A_process_that_is_gone_resets_then_refuses_then_is_replaced()
    {
        var isAlive = true;
        var (a, b) = (await StartAsync(1), await StartAsync(2, s => s with { MayAct = () => Volatile.Read(ref isAlive) }));
        Connect(a, b);
        await UntilConnectedAsync(a, b);

        Volatile.Write(ref isAlive, false);
        await b.Mesh.DisposeAsync(); // Without a word, as the operating system does it for a process that was killed.
        await a.Told.UntilAsync($"Reset {b.Self}");
        await a.Told.UntilAsync($"Refused {b.Self}");
        await StartAsync(3, port: b.Self.Port);

        await a.Told.UntilAsync($"Replaced {b.Self}");
        await Log.UntilAsync("was started anew, as 127.0.0.1:");
    }

    [Fact]
    public async Task Who_was_given_up_is_never_spoken_to_again()
    {
        var (a, b, c) = (await StartAsync(1), await StartAsync(2), await StartAsync(3));
        Connect(a, b, c);
        await UntilConnectedAsync(a, b);
        await UntilConnectedAsync(b, c);

        b.Mesh.SetPeers([c.Self]);
        b.Mesh.SetPeers([a.Self, c.Self]);
        Assert.True(a.Send(b, "are you there?"));

        Assert.False(b.Send(a, "no"));
        await Log.UntilAsync($"Refused {a.Self} (127.0.0.1): it was removed from the cluster");
        await UntilConnectedAsync(b, c);
        Assert.DoesNotContain($"frame {a.Self} are you there?", b.Told.Told);
        Assert.DoesNotContain($"Refused {b.Self}", a.Told.Told);
    }

    [Fact]
    public async Task Who_starts_anew_is_another_and_begins_from_the_start()
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2));
        Connect(a, b);
        await UntilConnectedAsync(a, b);
        await b.Mesh.DisposeAsync();
        await a.Told.UntilAsync($"Refused {b.Self}");

        var again = await StartAsync(3, port: b.Self.Port);
        Connect(a, again);

        await UntilConnectedAsync(a, again);
        Assert.False(a.Send(b, "gone"));
    }
}
