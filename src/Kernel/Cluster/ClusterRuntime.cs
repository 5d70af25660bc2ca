using System.Collections.Immutable;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Cluster.Node;
using XmppActors.Kernel.Remote;

namespace XmppActors.Kernel.Cluster;

/// <summary>What a clustered system has beyond one that is alone; hands what the mesh brings to whom it is for.</summary>
internal sealed class ClusterRuntime : IMeshReceiver
{
    private readonly IFrameHandler?[] _handlers = new IFrameHandler?[byte.MaxValue + 1];
    private ImmutableArray<Action<UniqueAddress>> _onWritable = [];

    internal ClusterRuntime(ActorSystemImpl system, ClusterSetup setup, UniqueAddress self)
    {
        Setup = setup;
        Self = self;
        Mesh = setup.Mesh?.Invoke(self, () => Driver is { MaySend: true })
            ?? throw new ArgumentException("A cluster needs a mesh.", nameof(setup));
        Driver = new ClusterNode(system, this);
        Remote = new RemoteProvider(system, Mesh);
        Register(FrameKind.Message, Remote.Messages);
        Register(FrameKind.System, Remote.SystemMessages);
        SubscribeWritable(Remote.OnWritable);
        Driver.Subscribe(Remote);
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterLeave, "cluster-leave", LeaveAsync);
        shutdown.AddTask(CoordinatedShutdown.PhaseClusterShutdown, "cluster-shutdown", DisposeAsync);
        _ = DisposeWithAsync(system);
    }

    internal ClusterSetup Setup { get; }

    internal UniqueAddress Self { get; }

    internal IMesh Mesh { get; }

    internal IClusterNode Node => Driver;

    internal ClusterNode Driver { get; }

    internal RemoteProvider Remote { get; }

    /// <summary>To be called before joining, once for each kind.</summary>
    internal void Register(FrameKind kind, IFrameHandler handler) => _handlers[(byte)kind] = handler;

    /// <summary>To be called before joining; called on any thread.</summary>
    internal void SubscribeWritable(Action<UniqueAddress> onWritable) => ImmutableInterlocked.Update(
        ref _onWritable, static (all, added) => all.Add(added), onWritable);

    public void OnControl(UniqueAddress from, ReadOnlySpan<byte> datagram) => Driver.OnControl(from, datagram);

    public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> frame)
    {
        if (frame.IsEmpty || _handlers[frame[0]] is not { } handler) return; // Of a newer version that has kinds we do not know.
        handler.OnFrame(from, frame[1..]);
    }

    public void OnWritable(UniqueAddress peer)
    {
        foreach (var handle in _onWritable) handle(peer);
    }

    public void OnCrashSignal(UniqueAddress peer, CrashSignals signal) => Driver.OnCrashSignal(peer, signal);

    /// <summary>Asks a node that may be none of the peers.</summary>
    internal async Task<SeedReply> AskSeedAsync(string seed, CancellationToken cancellation)
    {
        if (Setup.Ask is not { } ask) return new SeedReply(null, "cannot be asked");
        var answer = await ask(seed, new[] { SeedAnswer.Question }, cancellation).ConfigureAwait(false);
        if (answer is null) return new SeedReply(null, "does not answer");
        return SeedAnswer.TryRead(answer) is { } read ? new SeedReply(read, null) : new SeedReply(null, "gives an answer of another version");
    }

    internal static UniqueAddress AddressOf(ClusterSetup setup, TimeProvider time) =>
        new(setup.Host, setup.Port, setup.Incarnation ?? time.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<Done> LeaveAsync()
    {
        await Driver.LeaveAsync(CancellationToken.None).ConfigureAwait(false);
        return Done.Instance;
    }

    private async Task<Done> DisposeAsync()
    {
        await Driver.DisposeAsync().ConfigureAwait(false);
        return Done.Instance;
    }

    /// <summary>A system may also end without its coordinated shutdown.</summary>
    private async Task DisposeWithAsync(ActorSystemImpl system)
    {
        await system.WhenTerminated.ConfigureAwait(false);
        await Driver.DisposeAsync().ConfigureAwait(false);
    }
}
