using System.Buffers;
using System.Net;
using Microsoft.Extensions.Logging;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;
using XmppActors.Transport.Tls;

namespace XmppActors.Transport.Listeners;

/// <summary>All listeners of a node, and the connections that came by them.</summary>
public sealed class XmppListeners : IAsyncDisposable
{
    private readonly ConnectionServices _services;
    private readonly OpenConnections _open = new();
    private readonly List<IListener> _listeners = [];

    private XmppListeners(ConnectionServices services) => _services = services;

    /// <summary>What is listened on, in the order of the settings; ports are the real ones.</summary>
    public IReadOnlyList<BoundListener> Bound =>
        [.. _listeners.Select(listener => new BoundListener(listener.Settings, listener.EndPoint))];

    /// <summary>Opens connections to others, which end with those that came by the listeners.</summary>
    public IConnectionDialler Dialler => new SocketDialler(_services, _open);

    /// <summary>Connections that have a sink which has not yet been told of their end.</summary>
    public int ConnectionCount => _open.Count;

    /// <summary>Listens on all addresses, or on none.</summary>
    /// <param name="listeners">At least one.</param>
    /// <param name="tls">Needed where a listener speaks TLS.</param>
    /// <param name="acceptorOf">The acceptor for one listener's connections; called once for each listener.</param>
    /// <param name="time">For time limits and for the certificate's reload.</param>
    /// <param name="loggers">One logger is taken.</param>
    /// <param name="maySend">Asked whenever a connection is about to send; once it says no, connections end without another byte. Null: always
    /// yes.</param>
    /// <exception cref="ListenFaultException">An address cannot be had.</exception>
    /// <exception cref="CertificateFaultException">There is no usable certificate.</exception>
    public static async Task<XmppListeners> StartAsync(
        IReadOnlyList<ListenerSettings> listeners,
        TlsSettings? tls,
        Func<ListenerSettings, IConnectionAcceptor> acceptorOf,
        TimeProvider time,
        ILoggerFactory loggers,
        Func<bool>? maySend = null)
    {
        ArgumentNullException.ThrowIfNull(listeners);
        ArgumentNullException.ThrowIfNull(acceptorOf);
        ArgumentNullException.ThrowIfNull(loggers);

        var logger = loggers.CreateLogger("XmppActors.Transport");
        bool needsTls = listeners.Any(listener => listener.Tls != TlsMode.None);
        var server = tls is not null && needsTls ? new TlsServer(tls, time, logger) : null;
        var started = new XmppListeners(new ConnectionServices(time, ArrayPool<byte>.Shared, server, logger) { MaySend = maySend });
        try
        {
            if (needsTls)
                await TlsExporter.ProbeAsync();
            foreach (var settings in listeners)
                started._listeners.Add(started.Create(settings, acceptorOf(settings)));
            foreach (var listener in started._listeners)
            {
                await listener.StartAsync();
                logger.Listening(listener.EndPoint, listener.Settings.Kind, listener.Settings.Tls);
            }
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives the ports back; connections stay.</summary>
    public async Task StopAcceptingAsync()
    {
        foreach (var listener in _listeners)
            await listener.StopAcceptingAsync();
    }

    /// <summary>Stops accepting, closes every stream that is still open with <c>system-shutdown</c>, and completes when
    /// all have ended. On cancellation, those left are aborted.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await StopAcceptingAsync();
        await _open.CloseAllAsync(cancellationToken);
    }

    /// <summary>Ends everything at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        foreach (var listener in _listeners)
            await listener.DisposeAsync();
        _listeners.Clear();
        _services.Dispose();
    }

    private IListener Create(ListenerSettings settings, IConnectionAcceptor acceptor)
    {
        if (settings.Tls != TlsMode.None && _services.Tls is null)
            throw new ArgumentException($"{settings.Address} is to speak TLS, but there are no TLS settings.");
        var reception = new Reception(settings, acceptor, _services, _open);
        return settings.Kind == ListenerKind.WebSocket
            ? new WebSocketListener(reception)
            : new SocketListener(reception, _services);
    }
}

/// <summary>A listener as it is.</summary>
/// <param name="Settings">As configured.</param>
/// <param name="EndPoint">As bound.</param>
public sealed record BoundListener(ListenerSettings Settings, IPEndPoint EndPoint);
