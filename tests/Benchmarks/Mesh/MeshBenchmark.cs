using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Benchmarks.Mesh;

/// <summary>Frames of 200 bytes from one node to another, both in this process, over loopback; beside a socket that carries the same bytes with nothing
/// around it, in the same run.</summary>
internal static class MeshBenchmark
{
    private const int FrameBytes = 200;
    private const int Frames = 5_000_000;
    private const int Repetitions = 3;

    internal static async Task RunAsync()
    {
        Console.WriteLine($"{Frames / 1_000_000} million frames of {FrameBytes} bytes; best of {Repetitions}");
        var bare = await Measurement.BestOfAsync(Repetitions, BareAsync);
        Report("bare socket, 64 KiB at a time", bare, bare);

        var receiver = new Counter();
        await using var from = Bind(1);
        await using var to = Bind(2);
        await from.StartAsync(new Counter(), CancellationToken.None);
        await to.StartAsync(receiver, CancellationToken.None);
        from.SetPeers([to.Self]);
        to.SetPeers([from.Self]);
        var one = await Measurement.BestOfAsync(Repetitions, () => SendAsync(from, to.Self, receiver, threads: 1));
        Report("mesh, one thread sends", one, bare);
        Report("mesh, four threads send", await Measurement.BestOfAsync(Repetitions, () => SendAsync(from, to.Self, receiver, threads: 4)), bare);

        // The first pass meets the compiler.
        await LatencyAsync(from, to.Self, receiver, 250_000);
        foreach (var rate in (int[])[250_000, (int)(one.PerSecond / 2)])
            await LatencyAsync(from, to.Self, receiver, rate, print: true);
    }

    private static TcpMesh Bind(long incarnation) => TcpMesh.Bind(
        new UniqueAddress("127.0.0.1", 0, incarnation),
        new MeshSettings { ClusterName = "benchmark", Secret = "benchmark"u8.ToArray(), Bind = IPAddress.Loopback });

    private static async Task<long> SendAsync(TcpMesh mesh, UniqueAddress to, Counter receiver, int threads)
    {
        var all = receiver.UntilAsync(Frames);
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < Frames / threads; i++) Send(mesh, to, 0);
            },
            TaskCreationOptions.LongRunning)));
        await all;
        return Frames;
    }

    /// <summary>On a thread of its own, which has nothing else to do while the lane is full.</summary>
    private static void Send(TcpMesh mesh, UniqueAddress to, long stamp)
    {
        while (!mesh.TrySend(to, stamp, static (stamp, output) => WriteFrame(stamp, output))) Thread.Sleep(1);
    }

    private static void WriteFrame(long stamp, IBufferWriter<byte> output)
    {
        var frame = output.GetSpan(FrameBytes)[..FrameBytes];
        frame.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(frame, stamp);
        output.Advance(FrameBytes);
    }

    /// <summary>Two seconds of so many frames each second, as evenly as the clock allows; how long each took from being sent to being received.</summary>
    private static async Task LatencyAsync(TcpMesh mesh, UniqueAddress to, Counter receiver, int rate, bool print = false)
    {
        var frames = 2 * rate;
        receiver.Latencies = new long[frames];
        var all = receiver.UntilAsync(frames);
        await Task.Factory.StartNew(
            () =>
            {
                var start = Stopwatch.GetTimestamp();
                for (var sent = 0; sent < frames;)
                {
                    var due = Math.Min(frames, (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate));
                    for (; sent < due; sent++) Send(mesh, to, Stopwatch.GetTimestamp());
                    Thread.Yield();
                }
            },
            TaskCreationOptions.LongRunning);
        await all;
        var sorted = receiver.Latencies;
        receiver.Latencies = null;
        Array.Sort(sorted);
        if (!print) return;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"at {rate,9:N0} frames/s: p50 {Microseconds(0.5):F0} us, p99 {Microseconds(0.99):F0} us, p99.9 {Microseconds(0.999):F0} us"));

        double Microseconds(double part) => Stopwatch.GetElapsedTime(0, sorted[(int)(part * (sorted.Length - 1))]).TotalMicroseconds;
    }

    private static async Task<long> BareAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await sender.ConnectAsync(listener.LocalEndPoint!);
        using var receiver = await listener.AcceptAsync();
        const long total = (long)Frames * (FrameBytes + 4);
        var sending = Task.Run(async () =>
        {
            var block = new byte[64 * 1024];
            for (var sent = 0L; sent < total;)
                sent += await sender.SendAsync(block.AsMemory(0, (int)Math.Min(block.Length, total - sent)));
        });
        var buffer = new byte[64 * 1024];
        for (var received = 0L; received < total;) received += await receiver.ReceiveAsync(buffer);
        await sending;
        return Frames;
    }

    private static void Report(string name, Measurement measured, Measurement bare) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-30} {measured.PerSecond,12:N0} frames/s {measured.PerSecond / bare.PerSecond,5:F2} x {measured.ProcessorNanoseconds,5:F0} ns of processor and {measured.BytesPerOperation,5:F2} bytes allocated per frame"));

    private sealed class Counter : IMeshReceiver
    {
        private long _left;
        private TaskCompletionSource _done = new();

        internal long[]? Latencies { get; set; }

        internal Task UntilAsync(int frames)
        {
            _left = frames;
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _done.Task;
        }

        public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> frame)
        {
            var left = --_left;
            if (Latencies is { } latencies) latencies[left] = Stopwatch.GetTimestamp() - BinaryPrimitives.ReadInt64LittleEndian(frame);
            if (left == 0) _done.SetResult();
        }

        public void OnControl(UniqueAddress from, ReadOnlySpan<byte> datagram)
        {
        }

        public void OnWritable(UniqueAddress peer)
        {
        }

        public void OnCrashSignal(UniqueAddress peer, CrashSignals signal) => Console.WriteLine($"{signal} {peer}");
    }
}
