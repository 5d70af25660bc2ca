using System.Buffers;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Tls;

namespace XmppActors.Transport.Listeners;

/// <summary>A listener without a network: all that a connection does, over pipes in this process.</summary>
public sealed class InMemoryListener : IDisposable
{
    private readonly ConnectionServices _services;
    private readonly Reception _reception;

    /// <param name="settings">The address is of no account.</param>
    /// <param name="acceptor">Takes the connections.</param>
    /// <param name="tls">Needed unless <see cref="ListenerSettings.Tls"/> is <see cref="TlsMode.None"/>.</param>
    /// <param name="time">For time limits; the system's by default.</param>
    /// <param name="logger">Silent by default.</param>
    public InMemoryListener(
        ListenerSettings settings,
        IConnectionAcceptor acceptor,
        TlsSettings? tls = null,
        TimeProvider? time = null,
        ILogger? logger = null)
        : this(settings, acceptor, tls, time ?? TimeProvider.System, logger ?? NullLogger.Instance, ArrayPool<byte>.Shared)
    {
    }

    internal InMemoryListener(
        ListenerSettings settings,
        IConnectionAcceptor acceptor,
        TlsSettings? tls,
        TimeProvider time,
        ILogger logger,
        ArrayPool<byte> buffers,
        Func<bool>? maySend = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var server = tls is null ? null : new TlsServer(tls, time, logger);
        _services = new ConnectionServices(time, buffers, server, logger) { MaySend = maySend };
        _reception = new Reception(settings, acceptor, _services, new OpenConnections());
    }

    /// <summary>Connects, and returns the initiating entity's end; disposing it ends the connection.</summary>
    /// <param name="remoteEndPoint">Where the connection seems to come from.</param>
    /// <param name="window">Bytes that wait unread in either direction before the writer is held.</param>
    public Stream Connect(EndPoint? remoteEndPoint = null, int window = 65536)
    {
        var (server, client) = MemoryTransport.Create(window);
        _ = _reception.ReceiveAsync(server, remoteEndPoint, null);
        return client;
    }

    public void Dispose() => _services.Dispose();
}
