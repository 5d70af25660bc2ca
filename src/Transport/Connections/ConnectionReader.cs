using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using XmppActors.Transport.Tls;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Connections;

/// <summary>Reads one connection from its first byte to its end, and is the only one that calls its sink.</summary>
internal sealed class ConnectionReader
{
    private const int BufferBytes = 16384;

    /// <summary>Reads without waiting, before other connections get their turn.</summary>
    private const int ReadsPerTurn = 8;

    private readonly XmppConnection _connection;
    private readonly ConnectionWriter _writer;
    private readonly ConnectionServices _services;
    private readonly StreamFramer _framer;
    private Wire _wire;
    private IStanzaSink _sink = null!; // Set before anything is read.
    private StreamError? _closeError;
    private int _isClosing;
    private bool _isTlsRequested;
    private bool _isRestartExpected;

    public ConnectionReader(XmppConnection connection, ConnectionWriter writer, Wire wire, ConnectionServices services)
    {
        _connection = connection;
        _writer = writer;
        _wire = wire;
        _services = services;
        var kind = connection.Info.Kind == ListenerKind.Component ? StreamKind.Component : StreamKind.Client;
        _framer = new StreamFramer(connection.Settings.Limits, kind, wire.Framing);
    }

    private enum Outcome
    {
        /// <summary>Nothing has ended yet.</summary>
        None,

        /// <summary>The peer's closing tag came.</summary>
        StreamClosed,

        /// <summary>The peer broke the rules; nothing after that can be understood.</summary>
        Faulted,

        /// <summary>The connection ended under the stream.</summary>
        EndOfInput,
    }

    public ReadGate Gate { get; } = new();

    public IStanzaSink Sink
    {
        get => Volatile.Read(ref _sink);
        set => Volatile.Write(ref _sink, value);
    }

    public StreamLimits Limits
    {
        get => _framer.Limits;
        set => _framer.Limits = value;
    }

    public bool IsPeerGone => Volatile.Read(ref _wire).IsPeerGone;

    private bool IsClosing => Volatile.Read(ref _isClosing) != 0;

    private bool IsTlsRequested => Volatile.Read(ref _isTlsRequested);

    public void ExpectRestart() => Volatile.Write(ref _isRestartExpected, true);

    /// <summary>The output is on hold; go on with the handshake.</summary>
    public void RequestTls()
    {
        Volatile.Write(ref _isTlsRequested, true);
        Gate.ReleaseAll();
    }

    /// <summary>From now on only the peer's closing tag is of interest.</summary>
    /// <returns>Whether this is the first request.</returns>
    public bool RequestClose(StreamError? error)
    {
        if (Interlocked.Exchange(ref _isClosing, 1) != 0)
            return false;
        _closeError = error;
        return true;
    }

    public void Abort()
    {
        Interlocked.Exchange(ref _isClosing, 1);
        Volatile.Read(ref _wire).Abort();
        Gate.Force();
    }

    /// <summary>Reads until the connection ends; completes after <see cref="IStanzaSink.OnDisconnected"/>.</summary>
    public async Task RunAsync()
    {
        var natural = DisconnectReason.Reset;
        try
        {
            natural = await ConverseAsync();
        }
        catch (Exception exception) when (Wire.IsNetworkFailure(exception))
        {
            _connection.End(DisconnectReason.Reset);
        }

        _writer.Abandon();
        await DisposeWireAsync();
        Sink.OnDisconnected(_connection.Conclude(natural));
    }

    private async Task<DisconnectReason> ConverseAsync()
    {
        Outcome outcome;
        try
        {
            outcome = await ReadStreamAsync();
        }
        // The one place for what escapes from reading, our sink included.
        catch (Exception exception) when (!Wire.IsNetworkFailure(exception))
        {
            outcome = Outcome.Faulted;
            _connection.CloseByFault(exception);
        }

        if (outcome == Outcome.EndOfInput)
            return IsClosing ? DisconnectReason.Closed : DisconnectReason.ClosedByPeer;
        _connection.OnPeerDone();
        Gate.Shut();
        await Gate.WaitAsync(); // For our own Close.
        await _writer.DrainAsync();
        await _wire.CompleteOutputAsync(_closeError);
        if (outcome == Outcome.Faulted || _wire.ConfirmsEnd)
            await DiscardAsync(); // Closing on unread input would reset the connection, and our last words with it.
        return DisconnectReason.Closed;
    }

    private async Task<Outcome> ReadStreamAsync()
    {
        int reads = 0;
        while (true)
        {
            var wait = _wire.WaitAsync(); // An idle connection is here, and holds no buffer.
            reads = wait.IsCompleted ? reads + 1 : 0;
            await wait;
            if (reads == ReadsPerTurn)
            {
                reads = 0;
                await Task.Yield();
            }

            var outcome = await ReadOnceAsync();
            if (outcome != Outcome.None)
                return outcome;
            if (!Gate.IsOpen)
                await Gate.WaitAsync();
            if (IsTlsRequested && !await SecureAsync())
                return Outcome.EndOfInput;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> ReadOnceAsync()
    {
        byte[] buffer = _services.Buffers.Rent(BufferBytes);
        try
        {
            var read = await _wire.ReadAsync(buffer);
            if (read.IsEnd)
                return Outcome.EndOfInput;
            var input = new ReadOnlySequence<byte>(buffer, 0, read.Count);
            while (true)
            {
                var outcome = Deliver(ref input, read.EndsMessage);
                if (outcome != Outcome.None || input.IsEmpty)
                    return outcome;
                await Gate.WaitAsync();
                if (!IsTlsRequested)
                    continue;
                if (!input.FirstSpan.ContainsAnyExcept(" \t\r\n"u8))
                    return Outcome.None; // Forbidden too (§5.3.3), but it says nothing, and go-xmpp ends its lines.
                // Sent before the handshake, to be taken as sent within: RFC 6120 §5.3.1.
                _connection.End(DisconnectReason.TlsFailed);
                return Outcome.EndOfInput;
            }
        }
        finally
        {
            _services.Buffers.Return(buffer);
        }
    }

    /// <summary>Hands items to the sink until the input is used up, or the gate closes.</summary>
    private Outcome Deliver(ref ReadOnlySequence<byte> input, bool endsMessage)
    {
        while (!input.IsEmpty && Gate.IsOpen && !IsTlsRequested)
        {
            if (Volatile.Read(ref _isRestartExpected))
            {
                Volatile.Write(ref _isRestartExpected, false);
                _framer.Restart();
            }

            var kind = _framer.Read(ref input, endsMessage);
            if (kind == FrameKind.NeedMoreData)
                return Outcome.None;
            if (!IsClosing)
                Deliver(kind);
            if (kind == FrameKind.StreamClosed)
                return Outcome.StreamClosed;
            if (kind == FrameKind.Error)
                return Outcome.Faulted;
        }
        return Outcome.None;
    }

    private void Deliver(FrameKind kind)
    {
        var sink = Sink;
        switch (kind)
        {
            case FrameKind.Stanza:
                var stanza = _framer.Stanza!;
                Gate.Add(stanza.ByteCount);
                sink.OnStanza(stanza);
                break;
            case FrameKind.Element:
                var element = _framer.Element!;
                Gate.Add(element.ByteCount);
                sink.OnElement(element);
                break;
            case FrameKind.StreamOpened:
                var header = _framer.Header!;
                Gate.Add(header.ByteCount);
                sink.OnStreamOpened(header);
                break;
            case FrameKind.StreamClosed:
                sink.OnStreamClosed();
                break;
            case FrameKind.Error:
                sink.OnStreamError(_framer.Error!);
                break;
        }
    }

    /// <summary>The TLS handshake in mid-connection; all input so far is used up.</summary>
    private async Task<bool> SecureAsync()
    {
        await _writer.DrainAsync();
        try
        {
            var transport = ((StreamWire)_wire).Transport;
            var (stream, info) = await _connection.AuthenticateAsync(transport);
            Volatile.Write(ref _wire, new StreamWire(transport, stream));
            _connection.OnSecured(info);
        }
        catch (Exception exception) when (Wire.IsNetworkFailure(exception) || exception is AuthenticationException or CertificateFaultException)
        {
            _services.Logger.TlsHandshakeFailed(_connection.Info.Id, _connection.Info.RemoteEndPoint, exception.Message);
            _connection.End(DisconnectReason.TlsFailed);
            return false;
        }
        _framer.Restart();
        Volatile.Write(ref _isTlsRequested, false);
        _writer.Resume(_wire);
        Sink.OnTlsEstablished();
        return true;
    }

    private async Task DiscardAsync()
    {
        byte[] buffer = _services.Buffers.Rent(BufferBytes);
        try
        {
            while (!(await _wire.ReadAsync(buffer)).IsEnd)
            {
            }
        }
        finally
        {
            _services.Buffers.Return(buffer);
        }
    }

    private async Task DisposeWireAsync()
    {
        try
        {
            await _wire.DisposeAsync();
        }
        catch (Exception exception) when (Wire.IsNetworkFailure(exception))
        {
            _connection.EndByFault(exception);
        }
    }
}
