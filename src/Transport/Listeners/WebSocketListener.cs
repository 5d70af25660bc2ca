using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Listeners;

/// <summary>Takes WebSocket connections on one address: Kestrel speaks HTTP, over TLS or not.</summary>
internal sealed class WebSocketListener : IListener, IHttpApplication<HttpContext>
{
    private const string Subprotocol = "xmpp"; // RFC 7395 §3.1

    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(30);

    private readonly Reception _reception;
    private readonly KestrelServer _server;
    private readonly ListenOptions _listening;
    private readonly WebSocketMiddleware _webSockets;
    private readonly ServiceProvider _noServices = new ServiceCollection().BuildServiceProvider();
    private readonly string _path;
    private readonly CancellationTokenSource _aborting = new();
    private Task? _stopped;
    private bool _isStarted;

    /// <exception cref="ListenFaultException">The address cannot be understood.</exception>
    public WebSocketListener(Reception reception)
    {
        _reception = reception;
        var endPoint = ListenEndPoint.Parse(Settings.Address);
        _path = endPoint.Path;
        var options = new KestrelServerOptions { ApplicationServices = _noServices, AddServerHeader = false };
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.RequestHeadersTimeout = Settings.Connections.HandshakeTimeout;
        ListenOptions? listening = null;
        if (endPoint.Address is null)
            options.ListenAnyIP(endPoint.Port, listen => listening = listen);
        else
            options.Listen(endPoint.Address, endPoint.Port, listen => listening = listen);
        _listening = listening!;
        _listening.Protocols = HttpProtocols.Http1;
        _listening.Use(next => connection => PrepareAsync(connection, next));
        var sockets =
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), sockets, NullLoggerFactory.Instance);
        var upgrades = new WebSocketOptions { KeepAliveInterval = PingInterval, KeepAliveTimeout = PingTimeout };
        foreach (string origin in Settings.AllowedOrigins)
            upgrades.AllowedOrigins.Add(origin);
        _webSockets = new WebSocketMiddleware(AnswerAsync, Options.Create(upgrades), NullLoggerFactory.Instance);
    }

    public ListenerSettings Settings => _reception.Settings;

    public IPEndPoint EndPoint => _listening.IPEndPoint!;

    /// <inheritdoc/>
    /// <exception cref="ListenFaultException">The address cannot be had.</exception>
    public async Task StartAsync()
    {
        try
        {
            await _server.StartAsync(this, CancellationToken.None);
            _isStarted = true;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw ListenEndPoint.Fault(Settings.Address, new SocketException((int)SocketError.AddressAlreadyInUse));
        }
        catch (SocketException exception)
        {
            throw ListenEndPoint.Fault(Settings.Address, exception);
        }
    }

    public Task StopAcceptingAsync()
    {
        if (_isStarted)
            // Unbinds at once, and completes when its connections have ended.
            _stopped ??= _server.StopAsync(_aborting.Token);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync();
        await _aborting.CancelAsync();
        if (_stopped is not null)
            await _stopped;
        _server.Dispose();
        _aborting.Dispose();
        await _noServices.DisposeAsync();
    }

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) =>
        new DefaultHttpContext(contextFeatures);

    Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context) => _webSockets.Invoke(context);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <summary>Before HTTP: PROXY protocol header, limit per address, TLS.</summary>
    private async Task PrepareAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = new PipeTransportStream(connection.Transport);
        var (remote, local) = (connection.RemoteEndPoint, connection.LocalEndPoint);
        if (await _reception.AdmitAsync(transport, remote, local) is not { } admission)
            return;
        try
        {
            connection.Features.Set(admission);
            if (admission.Tls is null)
            {
                await next(connection);
                return;
            }
            await using (admission.Tls)
            {
                connection.Transport = new SecuredTransport(admission.Tls);
                await next(connection);
            }
        }
        finally
        {
            _reception.Leave(admission.Info);
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path != _path)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            http.Response.Headers.Upgrade = "websocket";
        }
        else if (!http.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync("The subprotocol xmpp must be offered (RFC 7395 section 3.1).");
        }
        else
        {
            var info = http.Features.GetRequiredFeature<Admission>().Info;
            var accept = new WebSocketAcceptContext { SubProtocol = Subprotocol };
            var socket = await http.WebSockets.AcceptWebSocketAsync(accept);
            await _reception.ServeAsync(new WebSocketWire(socket, http.Abort, http.RequestAborted), info);
        }
    }

    private sealed class SecuredTransport(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } =
            PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }
}
