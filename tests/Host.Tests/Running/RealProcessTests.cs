using System.Net.Sockets;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>The program itself, as a supervisor sees it: standard output, signals, exit codes.</summary>
public sealed class RealProcessTests : IDisposable
{
    private static readonly byte[] Header =
    [
        .. "<stream:stream to='localhost' version='1.0' xmlns='jabber:client'"u8,
        .. " xmlns:stream='http://etherx.jabber.org/streams'>"u8,
    ];

    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task A_node_starts_serves_accounts_and_drains_on_SIGTERM()
    {
        var node = _program.Start(HostProgram.FreePorts);
        var ready = await HostProgram.ReadLineAsync(node);
        Assert.StartsWith("ready: c2s=127.0.0.1:", ready, StringComparison.Ordinal);
        Assert.DoesNotContain(":0 ", ready + " ", StringComparison.Ordinal);

        Assert.Equal((0, "ready\n"), await _program.RunAsync("health"));
        Assert.Equal(
            (0, "romeo@localhost added\n"),
            await _program.RunAsync("account", "add", "romeo@localhost", "--password", "swordfish"));
        using (var stream = new TcpClient())
        {
            await stream.ConnectAsync("127.0.0.1", HostProgram.PortOf(ready, "c2s"), Cancellation);
            await stream.GetStream().WriteAsync(Header, Cancellation);
            using var reader = new StreamReader(stream.GetStream());
            await HostProgram.ReadUntilAsync(reader, "<starttls");
            HostProgram.Signal(node, "TERM");
            await HostProgram.ReadUntilAsync(reader, "<system-shutdown");
        }

        Assert.Equal(0, await HostProgram.ExitOf(node));
        Assert.Equal((3, ""), await _program.RunAsync("health"));
        Assert.Equal((0, "romeo@localhost\n"), await _program.RunAsync("account", "list"));
    }

    [Fact]
    public async Task A_bad_configuration_ends_with_2_before_anything_is_made()
    {
        var node = _program.Start("--set", "xmpp.domains=[]");

        Assert.Equal(2, await HostProgram.ExitOf(node));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_program.Folder));
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_with_3_and_a_sentence()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var node = _program.Start(
        [
            .. HostProgram.FreePorts,
            "--set", $"xmpp.c2s.listen={taken.LocalEndpoint}",
            "--set", "xmpp.log.level=error",
        ]);

        var told = await node.StandardError.ReadToEndAsync(Cancellation);

        Assert.Equal(3, await HostProgram.ExitOf(node));
        Assert.Equal($"{taken.LocalEndpoint} cannot be listened on: another program has taken the port.\n", told);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
