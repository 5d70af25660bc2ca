using System.Net.WebSockets;
using System.Text;
using System.Xml.Linq;

namespace XmppActors.Conversations.Runner;

/// <summary>One small document a message (RFC 7395).</summary>
internal sealed class WebSocketWire(ClientWebSocket socket) : IWire
{
    private static readonly XNamespace Framing = "urn:ietf:params:xml:ns:xmpp-framing";

    private readonly CancellationTokenSource _stopping = new();

    public static async Task<WebSocketWire> ConnectAsync(Uri address)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("xmpp");
        await socket.ConnectAsync(address, CancellationToken.None);
        return new WebSocketWire(socket);
    }

    public async Task WriteAsync(string xml)
    {
        var message = Encoding.UTF8.GetBytes(xml);
        await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _stopping.Token);
    }

    public async Task ReadAllAsync(Action<Received> received)
    {
        try
        {
            while (await ReadMessageAsync() is { } message)
            {
                var element = XElement.Parse(message, LoadOptions.PreserveWhitespace);
                received(element.Name == Framing + "open" ? new Received.Opened(element)
                    : element.Name == Framing + "close" ? new Received.Closed()
                    : new Received.Element(element));
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The connection has ended without a closing handshake.
        }
        received(new Received.Disconnected());
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        socket.Dispose();
        _stopping.Dispose();
    }

    private async Task<string?> ReadMessageAsync()
    {
        var buffer = new byte[65536];
        var length = 0;
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(length), _stopping.Token);
            if (result.MessageType == WebSocketMessageType.Close)
                return null;
            length += result.Count;
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}
