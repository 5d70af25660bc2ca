using System.Buffers;
using Microsoft.Extensions.Logging;
using XmppActors.Transport.Tls;

namespace XmppActors.Transport.Connections;

/// <summary>What all connections of a node share.</summary>
internal sealed class ConnectionServices(TimeProvider time, ArrayPool<byte> buffers, TlsServer? tls, ILogger logger)
    : IDisposable
{
    public TimeProvider Time { get; } = time;

    public ArrayPool<byte> Buffers { get; } = buffers;

    public Deadlines Deadlines { get; } = new(time);

    /// <summary>Null where no listener speaks TLS.</summary>
    public TlsServer? Tls { get; } = tls;

    public ILogger Logger { get; } = logger;

    /// <summary>Asked at the moment of sending: false once nothing of this node may leave any more, for good. Null: always.</summary>
    public Func<bool>? MaySend { get; init; }

    public long ToTimestamps(TimeSpan span) => (long)(span.TotalSeconds * Time.TimestampFrequency);

    public void Dispose()
    {
        Deadlines.Dispose();
        Tls?.Dispose();
    }
}
