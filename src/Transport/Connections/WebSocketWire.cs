using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Connections;

/// <summary>A stream over a WebSocket: one element in each text message (RFC 7395 §3.3).</summary>
/// <param name="socket">With the subprotocol <c>xmpp</c> agreed.</param>
/// <param name="abort">Drops what is under the WebSocket, from any thread.</param>
/// <param name="ended">Cancelled when what is under the WebSocket has ended.</param>
internal sealed class WebSocketWire(WebSocket socket, Action abort, CancellationToken ended) : Wire
{
    private bool _isEnded;

    public override StreamFraming Framing => StreamFraming.WebSocket;

    public override bool ConfirmsEnd => true;

    public override bool IsPeerGone => ended.IsCancellationRequested;

    public override async ValueTask<int> WaitAsync()
    {
        if (!_isEnded)
            Note(await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None));
        return 0;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<WireRead> ReadAsync(Memory<byte> buffer)
    {
        if (_isEnded)
            return new WireRead(0, IsEnd: true);
        var result = await socket.ReceiveAsync(buffer, CancellationToken.None);
        Note(result);
        if (result.MessageType == WebSocketMessageType.Binary)
        {
            // RFC 7395 §3.2
            await socket.CloseOutputAsync(WebSocketCloseStatus.InvalidMessageType, null, CancellationToken.None);
            _isEnded = true;
        }
        return new WireRead(_isEnded ? 0 : result.Count, result.EndOfMessage, _isEnded);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool endsMessage) => bytes.IsEmpty && !endsMessage
        ? default
        : socket.SendAsync(bytes, WebSocketMessageType.Text, endsMessage, CancellationToken.None);

    public override async ValueTask CompleteOutputAsync(StreamError? error)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(StatusOf(error), null, CancellationToken.None);
    }

    public override void Abort() => abort();

    public override ValueTask DisposeAsync()
    {
        socket.Dispose();
        return default;
    }

    /// <summary>RFC 6455 §7.4.1, for those who look no further; the reason proper is in the stream error.</summary>
    private static WebSocketCloseStatus StatusOf(StreamError? error) => error?.Condition switch
    {
        null => WebSocketCloseStatus.NormalClosure,
        StreamErrorCondition.SystemShutdown or StreamErrorCondition.SeeOtherHost =>
            WebSocketCloseStatus.EndpointUnavailable,
        StreamErrorCondition.InternalServerError => WebSocketCloseStatus.InternalServerError,
        _ => WebSocketCloseStatus.PolicyViolation,
    };

    private void Note(ValueWebSocketReceiveResult result) =>
        _isEnded |= result.MessageType == WebSocketMessageType.Close;
}
