using System.Collections.Immutable;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Cluster.Node;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Remote;

namespace XmppActors.Kernel.Cluster;

/// <summary>What a clustered system has beyond one that is alone; hands what the mesh brings to whom it is for.</summary>
internal sealed class ClusterRuntime : IMeshReceiver
{
    private readonly IFrameHandler?[] _handlers = new IFrameHandler?[byte.MaxValue + 1];
    private ImmutableArray<Action<UniqueAddress>> _onWritable = [];
    private ILoggingAdapter? _log;

    /// <summary>Takes the mesh's port; nothing comes by it before <see cref="ClusterNode.JoinAsync"/>.</summary>
    internal ClusterRuntime(ClusterSetup setup, TimeProvider time)
    {
        Setup = setup;
        var clock = setup.Time ?? time;
        var self = new UniqueAddress(setup.Host, setup.Port, setup.Incarnation ?? clock.GetUtcNow().ToUnixTimeMilliseconds());
        Mesh = setup.Mesh?.Invoke(self, MaySend) ?? ClusterMesh.Bind(setup, self, clock, MaySend, AnswerAsync, Log);
    }

    internal ClusterSetup Setup { get; }

    internal UniqueAddress Self => Mesh.Self;

    internal IMesh Mesh { get; }

    internal IClusterNode Node => Driver;

    internal ClusterNode Driver { get; private set; } = null!;

    internal RemoteProvider Remote { get; private set; } = null!;

    /// <summary>To be called once, as soon as the system can be used.</summary>
    internal void Attach(ActorSystemImpl system)
    {
        _log = Logging.GetLogger(system, "mesh");
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

    /// <summary>To be called before joining, once for each kind.</summary>
    internal void Register(FrameKind kind, IFrameHandler handler) => _handlers[(byte)kind] = handler;

    /// <summary>To be called before joining; called on any thread.</summary>
    internal void SubscribeWritable(Action<UniqueAddress> onWritable) => ImmutableInterlocked.Update(
        ref _onWritable, static (all, added) => all.Add(added), onWritable);

    public void OnControl(UniqueAddress from, ReadOnlySpan<byte> datagram) => Driver.OnControl(from, datagram);

    public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> frame)
    {
        if (frame.IsEmpty || _handlers[frame[0]] is not { } handler) return; // Of a newer version that has kinds we do not know.
        try
        {
            handler.OnFrame(from, frame[1..]);
        }
        catch (Exception failure) // One frame's fault; thrown on, it would break the connection under all others.
        {
            _log?.Error(failure, "A frame of {0} failed: {1}", from, failure.Message);
        }
    }

    public void OnWritable(UniqueAddress peer)
    {
        foreach (var handle in _onWritable) handle(peer);
    }

    public void OnCrashSignal(UniqueAddress peer, CrashSignals signal) => Driver.OnCrashSignal(peer, signal);

    /// <summary>Asks a node that may be none of the peers.</summary>
    internal async Task<SeedReply> AskSeedAsync(string seed, CancellationToken cancellation)
    {
        try
        {
            var answer = await AskAsync(seed, new[] { SeedAnswer.Question }, cancellation).ConfigureAwait(false);
            if (answer is null) return new SeedReply(null, "does not answer");
            return SeedAnswer.TryRead(answer) is { } read ? new SeedReply(read, null) : new SeedReply(null, "gives an answer of another version");
        }
        catch (MeshException failure)
        {
            return new SeedReply(null, failure.Message);
        }
    }

    private async Task<byte[]?> AskAsync(string address, ReadOnlyMemory<byte> question, CancellationToken cancellation)
    {
        if (Setup.Ask is { } ask) return await ask(address, question, cancellation).ConfigureAwait(false);
        if (!ClusterMesh.TryParse(address, out var host, out var port)) throw new MeshException("is no host:port");
        return await ((TcpMesh)Mesh).AskAsync(host, port, question, cancellation).ConfigureAwait(false);
    }

    private bool MaySend() => Driver is { MaySend: true };

    private Task<byte[]?> AnswerAsync(ReadOnlyMemory<byte> question, CancellationToken cancellation) => Driver.AnswerAsync(question, cancellation);

    private void Log(LogLevel level, string text) => _log?.Log(level, null, text);

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
