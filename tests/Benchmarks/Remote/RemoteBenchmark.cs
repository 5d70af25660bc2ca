using System.Buffers;
using System.Globalization;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Benchmarks.Remote;

/// <summary>What a message between nodes costs beside its serializer and the network: telling it into a buffer, and reading it out of one.</summary>
internal static class RemoteBenchmark
{
    private const int Messages = 2_000_000;
    private const int Repetitions = 3;

    internal static async Task RunAsync()
    {
        using var here = Create("here", 1);
        using var there = Create("there", 2);
        var receiver = there.ActorOf(Props.Create(() => new Silent()), "receiver");
        var sender = here.ActorOf(Props.Create(() => new Silent()), "sender");
        here.Remote!.SetPeers([there.ClusterRuntime!.Self]);
        there.Remote!.SetPeers([here.ClusterRuntime!.Self]);
        var target = here.Provider.ResolveActorRef(XmppActors.Kernel.Serialization.Serialization.SerializedActorPath(receiver));
        var stanza = new byte[200]; // The kernel's serializer takes it as it is.

        Console.WriteLine($"{"scenario",-26} {"M/s",8} {"cpu ns",8} {"B/op",8}");
        await MeasureAsync("tell into a buffer", () =>
        {
            for (var i = 0; i < Messages; i++) target.Tell(stanza, sender);
        });
        var frame = ((BufferMesh)here.ClusterRuntime.Mesh).Frame.WrittenMemory;
        await MeasureAsync("read and put into mailbox", () =>
        {
            for (var i = 0; i < Messages; i++) there.ClusterRuntime.OnFrame(here.ClusterRuntime.Self, frame.Span);
        });
    }

    private static ActorSystemImpl Create(string host, long incarnation)
    {
        var cluster = new ClusterSetup { Host = host, Port = 5000, Incarnation = incarnation, Mesh = (self, _) => new BufferMesh(self) };
        return (ActorSystemImpl)new KernelSetup { Cluster = cluster }.CreateSystem("bench");
    }

    private static async Task MeasureAsync(string name, Action work)
    {
        var measured = await Measurement.BestOfAsync(Repetitions, () => Task.Run(() =>
        {
            work();
            return (long)Messages;
        }));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-26} {measured.PerSecond / 1e6,8:F2} {measured.ProcessorNanoseconds,8:F0} {measured.BytesPerOperation,8:F0}"));
    }

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }

    /// <summary>Keeps the latest frame.</summary>
    private sealed class BufferMesh(UniqueAddress self) : IMesh
    {
        private readonly Lock _gate = new();

        internal ArrayBufferWriter<byte> Frame { get; } = new(4096);

        public UniqueAddress Self => self;

        public Task StartAsync(IMeshReceiver receiver, CancellationToken cancellation) => Task.CompletedTask;

        public void SetPeers(IReadOnlyCollection<UniqueAddress> peers)
        {
        }

        public void SendControl(UniqueAddress to, ReadOnlyMemory<byte> datagram)
        {
        }

        public bool TrySend<TState>(UniqueAddress to, TState state, Action<TState, IBufferWriter<byte>> write)
        {
            lock (_gate)
            {
                Frame.ResetWrittenCount();
                write(state, Frame);
                return true;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
