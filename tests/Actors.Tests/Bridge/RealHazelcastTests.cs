using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using XmppActors.Actors.Bridge;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Tests.Bridge;

/// <summary>With a member of a real distribution, where <c>HAZELCAST_HOME</c> names one.</summary>
public sealed class RealHazelcastTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazelcast").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_joins_a_real_member_and_steps_aside_when_that_is_killed()
    {
        var home = Environment.GetEnvironmentVariable("HAZELCAST_HOME");
        Assert.SkipWhen(home is null, "HAZELCAST_HOME names no Hazelcast distribution");
        var port = FreePort();
        using var member = Start(home!, port);
        var system = KernelSetup.Default.CreateSystem("bridge");
        var seen = Channel.CreateUnbounded<BridgeSeen>();
        HazelcastBridgeTests.StartBridge(system, seen.Writer, new HazelcastAddress("127.0.0.1", port));

        var joined = await HazelcastBridgeTests.UntilAsync(seen.Reader, each => each.View.Phase == BridgePhase.Joined);
        Assert.Equal(port, joined.View.Members[0].Member.Address.Port);

        member.Kill(entireProcessTree: true);
        await HazelcastBridgeTests.UntilAsync(seen.Reader, each => each.View.Phase == BridgePhase.Aside);
        await member.WaitForExitAsync(Cancellation);
        await system.Terminate();
    }

    private Process Start(string home, int port)
    {
        var file = Path.Combine(_folder, "hazelcast.xml");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"""
            <hazelcast xmlns="http://www.hazelcast.com/schema/config">
              <cluster-name>openfire-cluster-by-hazelcast</cluster-name>
              <network>
                <port auto-increment="false">{port}</port>
                <join><multicast enabled="false"/><tcp-ip enabled="true"><member>127.0.0.1:{port}</member></tcp-ip><auto-detection enabled="false"/></join>
                <interfaces enabled="true"><interface>127.0.0.1</interface></interfaces>
              </network>
            </hazelcast>
            """));
        return Process.Start(new ProcessStartInfo("java")
        {
            ArgumentList =
            {
                $"-Dhazelcast.config={file}", "-Dhazelcast.phone.home.enabled=false",
                "-cp", Path.Combine(home, "lib", "*"), "com.hazelcast.core.server.HazelcastMemberStarter",
            },
            WorkingDirectory = _folder,
        })!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
