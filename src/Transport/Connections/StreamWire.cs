using System.Net.Security;
using System.Runtime.CompilerServices;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Connections;

/// <summary>A stream as RFC 6120 §3 has it: over TCP, or over TLS over TCP.</summary>
internal sealed class StreamWire(TransportStream transport, SslStream? tls = null) : Wire
{
    private readonly Stream _stream = tls is null ? transport : tls;

    /// <summary>The bottom; STARTTLS builds on it.</summary>
    public TransportStream Transport => transport;

    public override StreamFraming Framing => StreamFraming.Stream;

    public override bool ConfirmsEnd => false;

    public override bool IsPeerGone => transport.IsPeerGone;

    public override ValueTask<int> WaitAsync() => _stream.ReadAsync(Memory<byte>.Empty);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<WireRead> ReadAsync(Memory<byte> buffer)
    {
        int count = await _stream.ReadAsync(buffer);
        return new WireRead(count, IsEnd: count == 0);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool endsMessage) =>
        bytes.IsEmpty ? default : _stream.WriteAsync(bytes);

    public override async ValueTask CompleteOutputAsync(StreamError? error)
    {
        if (tls is not null)
            // close_notify (RFC 6120 §5.4.3.3 by way of RFC 8446 §6.1): no truncation attack.
            await tls.ShutdownAsync();
        transport.CompleteOutput();
    }

    public override void Abort() => transport.Abort();

    public override ValueTask DisposeAsync() => _stream.DisposeAsync();
}
