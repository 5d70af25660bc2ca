using System.Collections.Immutable;
using System.Net;
using System.Threading.Channels;
using XmppActors.Actors.Bridge;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Tests.Bridge;

/// <summary>The bridge on real sockets and in real time; what it does when is tested in virtual time.</summary>
public class HazelcastBridgeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_joins_a_member_is_heard_answers_tasks_and_tells_who_is_there()
    {
        using var member = new FakeMember();
        var system = KernelSetup.Default.CreateSystem("bridge");
        var seen = Channel.CreateUnbounded<BridgeSeen>();
        StartBridge(system, seen.Writer, member.Address);

        var joined = await UntilAsync(seen.Reader, each => each.View.Phase == BridgePhase.Joined);
        await member.Heard.Task.WaitAsync(Cancellation);
        var answer = await member.Answered.Task.WaitAsync(Cancellation);

        Assert.Equal(["openfire1.example", "router.example"], joined.View.Members.Select(each => each.Member.Attribute("hostname")));
        Assert.True(answer.Payload.Span.IndexOf("incoming"u8) > 0);

        member.Dispose();
        await UntilAsync(seen.Reader, each => each.View.Phase == BridgePhase.Aside);
        await system.Terminate();
    }

    [Fact]
    public async Task A_port_that_is_not_to_be_had_is_told_to_the_operator()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var system = KernelSetup.Default.CreateSystem("bridge");
        var seen = Channel.CreateUnbounded<BridgeSeen>();
        StartBridge(system, seen.Writer, new HazelcastAddress("127.0.0.1", 1), ((IPEndPoint)taken.LocalEndpoint).Port);

        var told = await UntilAsync(seen.Reader, each => each.View.Trouble is not null);

        Assert.Contains("cannot use 127.0.0.1", told.View.Trouble, StringComparison.Ordinal);
        await system.Terminate();
    }

    internal static void StartBridge(ActorSystem system, ChannelWriter<BridgeSeen> seen, HazelcastAddress candidate, int port = 0)
    {
        var settings = new BridgeSettings
        {
            ClusterName = "openfire-cluster-by-hazelcast",
            Candidates = ImmutableArray.Create(candidate),
            Listen = IPAddress.Loopback,
            FirstPort = port,
            Ports = 1,
            NodeId = "router",
            HostName = "router.example",
        };
        var bridge = system.ActorOf(Props.Create(() => new HazelcastBridge(settings, TimeProvider.System)));
        var subscriber = system.ActorOf(Props.Create(() => new Subscriber(seen)));
        bridge.Tell(new KeepBridge(subscriber, 3));
    }

    internal static async Task<BridgeSeen> UntilAsync(ChannelReader<BridgeSeen> seen, Func<BridgeSeen, bool> holds)
    {
        while (true)
        {
            var next = await seen.ReadAsync(Cancellation);
            if (holds(next)) return next;
        }
    }

    private sealed class Subscriber(ChannelWriter<BridgeSeen> seen) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is BridgeSeen each) seen.TryWrite(each);
        }
    }
}
