using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Channels;

namespace XmppActors.Transport.Hazelcast;

/// <summary>What a connection with a member tells whoever has it. From any thread, in order; <see cref="OnClosed"/> is the last.</summary>
public interface IHazelcastSink
{
    /// <summary>Both sides have said that they are members. What a member sends without being asked may tell its dialect.</summary>
    void OnConnected(HazelcastConnection connection);

    void OnPacket(HazelcastConnection connection, HazelcastPacket packet);

    /// <summary>It is gone, for whatever reason.</summary>
    void OnClosed(HazelcastConnection connection);
}

/// <summary>One TCP connection with a member: a preamble, then packets in both directions.</summary>
public sealed class HazelcastConnection : IDisposable
{
    /// <summary>Largest payload that is read; a members update of a large cluster has about a tenth of it.</summary>
    public const int MaxPacketBytes = 4 * 1024 * 1024;

    private const int MostPending = 1024;
    private static readonly TimeSpan PreambleTime = TimeSpan.FromSeconds(5);

    private readonly Socket _socket;
    private readonly IHazelcastSink _sink;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Channel<HazelcastPacket> _output =
        Channel.CreateBounded<HazelcastPacket>(new BoundedChannelOptions(MostPending) { SingleReader = true });

    private bool _isOver;

    private HazelcastConnection(Socket socket, IHazelcastSink sink, bool isAccepted)
    {
        IsAccepted = isAccepted;
        _socket = socket;
        _sink = sink;
    }

    /// <summary>A member has made it.</summary>
    public bool IsAccepted { get; }

    private static ReadOnlySpan<byte> Preamble => "HZC"u8;

    /// <summary>Connects to a member.</summary>
    /// <param name="timeout">Longest wait for TCP.</param>
    public static HazelcastConnection Connect(HazelcastAddress address, TimeSpan timeout, IHazelcastSink sink)
    {
        var connection = new HazelcastConnection(NewSocket(), sink, isAccepted: false);
        _ = connection.RunAsync(async cancellation =>
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(timeout);
            await connection._socket.ConnectAsync(address.Host, address.Port, patience.Token);
        });
        return connection;
    }

    /// <summary>Takes a connection that a member has made.</summary>
    public static HazelcastConnection Take(Socket socket, IHazelcastSink sink)
    {
        var connection = new HazelcastConnection(socket, sink, isAccepted: true);
        _ = connection.RunAsync(static _ => Task.CompletedTask);
        return connection;
    }

    /// <summary>Sends behind all that was sent before. A member that does not take it, loses the connection.</summary>
    public void Send(HazelcastPacket packet)
    {
        if (!_output.Writer.TryWrite(packet)) Dispose();
    }

    /// <summary>Ends it, with whatever has not been sent; <see cref="IHazelcastSink.OnClosed"/> follows.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isOver) _closing.Cancel();
        }
    }

    private static Socket NewSocket() => new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private async Task RunAsync(Func<CancellationToken, Task> connectAsync)
    {
        await Task.Yield(); // Whoever has asked for it knows it before it says anything.
        try
        {
            await connectAsync(_closing.Token);
            await using var stream = new NetworkStream(_socket, ownsSocket: true);
            await GreetAsync(stream);
            _sink.OnConnected(this);
            await Task.WhenAny(ReadAllAsync(stream), WriteAllAsync(stream));
        }
        catch (Exception trouble) when (trouble is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody is there, or no more: all that whoever has it needs to know comes next.
        }
        finally
        {
            _output.Writer.TryComplete();
            _socket.Dispose(); // Reader or writer, if one is left, ends too.
            lock (_gate)
            {
                _isOver = true;
                _closing.Cancel();
                _closing.Dispose();
            }
            _sink.OnClosed(this);
        }
    }

    private async Task GreetAsync(NetworkStream stream)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        patience.CancelAfter(PreambleTime);
        await stream.WriteAsync(Preamble.ToArray(), patience.Token);
        var answer = new byte[Preamble.Length];
        await stream.ReadExactlyAsync(answer, patience.Token);
        if (!answer.AsSpan().SequenceEqual(Preamble)) throw new IOException("the other side is no member");
    }

    private async Task ReadAllAsync(NetworkStream stream)
    {
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        while (true)
        {
            var read = await input.ReadAsync(_closing.Token);
            var buffer = read.Buffer;
            var status = OperationStatus.Done;
            while (status == OperationStatus.Done)
            {
                status = HazelcastPacket.TryRead(ref buffer, MaxPacketBytes, out var packet);
                if (status == OperationStatus.Done) _sink.OnPacket(this, packet);
            }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (status == OperationStatus.InvalidData || read.IsCompleted) return;
        }
    }

    private async Task WriteAllAsync(NetworkStream stream)
    {
        var output = new ArrayBufferWriter<byte>();
        while (await _output.Reader.WaitToReadAsync(_closing.Token))
        {
            output.ResetWrittenCount();
            while (_output.Reader.TryRead(out var packet)) packet.WriteTo(output);
            await stream.WriteAsync(output.WrittenMemory, _closing.Token);
        }
    }
}
