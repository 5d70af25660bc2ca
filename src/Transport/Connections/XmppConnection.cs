using System.Net.Security;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Tls;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Connections;

/// <summary>One connection, accepted or dialled: a <see cref="ConnectionReader"/>, a <see cref="ConnectionWriter"/>, and how both
/// end.</summary>
/// <remarks>The first <see cref="DisconnectReason"/> wins and aborts the wire; the reader notices, and says so to the
/// sink as its last act.</remarks>
internal sealed class XmppConnection : IXmppConnection, IHasDeadline
{
    private const int NoReason = -1;
    private static long _lastId;

    private readonly ConnectionServices _services;
    private readonly ConnectionReader _reader;
    private readonly ConnectionWriter _writer;
    private int _reason = NoReason;
    private long _deadline = IHasDeadline.None;

    public XmppConnection(Wire wire, ConnectionInfo info, ConnectionSettings settings, ConnectionServices services)
    {
        _services = services;
        Info = info;
        Settings = settings;
        _writer = new ConnectionWriter(this, wire, services);
        _reader = new ConnectionReader(this, _writer, wire, services);
    }

    public ConnectionInfo Info { get; private set; }

    public ConnectionSettings Settings { get; }

    public IStanzaSink Sink
    {
        get => _reader.Sink;
        set => _reader.Sink = value;
    }

    public int ReadWindow
    {
        get => _reader.Gate.Window;
        set => _reader.Gate.Window = value;
    }

    public bool IsPeerGone => _reader.IsPeerGone;

    public StreamLimits Limits
    {
        get => _reader.Limits;
        set => _reader.Limits = value;
    }

    /// <summary>Our part of TLS handshakes on a connection that we have dialled. Null: we are the server.</summary>
    internal TlsClient? TlsClient { get; init; }

    /// <summary>Why it has ended; null: it has not.</summary>
    internal DisconnectReason? Reason => Volatile.Read(ref _reason) is var reason && reason == NoReason ? null : (DisconnectReason)reason;

    /// <summary>Whether the reader is held by back-pressure or in lock-step.</summary>
    internal bool IsReaderHeld => _reader.Gate.IsHolding;

    bool IHasDeadline.IsWatched { get; set; }

    long IHasDeadline.Deadline => Math.Min(Volatile.Read(ref _deadline), _writer.Deadline);

    public static long NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>Reads until the connection ends; the task completes after
    /// <see cref="IStanzaSink.OnDisconnected"/>.</summary>
    public Task RunAsync(IConnectionAcceptor acceptor)
    {
        Sink = acceptor.Accept(this);
        return _reader.RunAsync();
    }

    public void Write(Stanza stanza) => _writer.Write(stanza);

    public void Write(XmppElement element) => _writer.Write(element);

    public void Write(StreamHeader header) => _writer.Write(header);

    public void Processed(int bytes) => _reader.Gate.Release(bytes);

    public void ExpectRestart() => _reader.ExpectRestart();

    public void StartTls()
    {
        if (!Info.CanStartTls)
            throw new InvalidOperationException("STARTTLS was not offered on this connection.");
        _writer.Hold();
        SetDeadline(Settings.HandshakeTimeout);
        _reader.RequestTls();
    }

    public void Close(StreamError? error = null)
    {
        if (!_reader.RequestClose(error))
            return;
        _writer.WriteEnd(OpeningHeader(), error);
        SetDeadline(Settings.CloseTimeout);
        _reader.Gate.Force();
    }

    public void Abort() => End(DisconnectReason.Aborted);

    /// <summary>Ends the connection at once; the first reason given wins.</summary>
    public void End(DisconnectReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, NoReason) != NoReason)
            return;
        _reader.Abort();
    }

    /// <summary>Closes the stream for what escaped from reading it.</summary>
    public void CloseByFault(Exception exception)
    {
        _services.Logger.ConnectionFaulted(exception, Info.Id, Info.RemoteEndPoint);
        Close(new StreamError(StreamErrorCondition.InternalServerError));
    }

    /// <summary>Ends the connection for what escaped from writing.</summary>
    public void EndByFault(Exception exception)
    {
        if (!Wire.IsNetworkFailure(exception))
            _services.Logger.ConnectionFaulted(exception, Info.Id, Info.RemoteEndPoint);
        End(DisconnectReason.Reset);
    }

    /// <summary>The reason, once <see cref="End"/> was called; else <paramref name="natural"/>, which becomes
    /// it.</summary>
    public DisconnectReason Conclude(DisconnectReason natural)
    {
        int first = Interlocked.CompareExchange(ref _reason, (int)natural, NoReason);
        Volatile.Write(ref _deadline, IHasDeadline.None);
        return first == NoReason ? natural : (DisconnectReason)first;
    }

    /// <summary>The TLS handshake in mid-connection.</summary>
    public Task<(SslStream Stream, TlsInfo Info)> AuthenticateAsync(TransportStream transport) => TlsClient is { } client
        ? client.AuthenticateAsync(transport)
        : _services.Tls!.AuthenticateAsync(transport, Info.Kind, TlsMode.StartTls);

    /// <summary>TLS is up: <see cref="Info"/> says so.</summary>
    public void OnSecured(TlsInfo tls)
    {
        Volatile.Write(ref _deadline, IHasDeadline.None);
        Info = Info with { Tls = tls };
    }

    /// <summary>The peer has ended its stream, in order or by a fault; our end may not take for ever.</summary>
    public void OnPeerDone() => SetDeadline(Settings.CloseTimeout);

    public void WatchDeadline() => _services.Deadlines.Watch(this);

    void IHasDeadline.OnDeadline()
    {
        long now = _services.Time.GetTimestamp();
        if (_writer.Deadline <= now)
            End(DisconnectReason.SlowReader);
        else if (Volatile.Read(ref _deadline) <= now)
            End(DisconnectReason.TimedOut);
        else
            WatchDeadline(); // Put off while it struck.
    }

    private void SetDeadline(TimeSpan limit)
    {
        Volatile.Write(ref _deadline, _services.Time.GetTimestamp() + _services.ToTimestamps(limit));
        WatchDeadline();
    }

    private StreamHeader OpeningHeader() => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        Version = Info.Kind == ListenerKind.Component ? null : "1.0",
        ContentNamespace = Info.Kind == ListenerKind.Component ? Namespaces.ComponentAccept : Namespaces.Client,
    };
}
