using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Cluster.Tests.Load;

/// <summary>One instance of a component (XEP-0114) that answers each message with a message of the same id, and pings, and connects again, to the next
/// node, whenever its connection ends.</summary>
internal sealed class EchoComponent(IReadOnlyList<IPEndPoint> nodes, int firstNode) : IAsyncDisposable
{
    public const string Domain = "echo.localhost";
    public const string Secret = "all the world";
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    public int Echoed { get; private set; }

    public Task StartAsync(CancellationToken cancellation)
    {
        _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        return _ready.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        using var again = new PeriodicTimer(Again);
        for (var attempt = firstNode; !cancellation.IsCancellationRequested; attempt++)
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(TimeSpan.FromSeconds(5)); // A frozen node accepts, and says nothing; one that is cut off does not even accept.
                await using var stream = await XmppStream.ConnectAsync(nodes[attempt % nodes.Count], StreamKind.Component, patience.Token);
                if (await ShakeHandsAsync(stream, patience.Token))
                {
                    patience.CancelAfter(Timeout.InfiniteTimeSpan);
                    _ready.TrySetResult();
                    await EchoAsync(stream, cancellation);
                }

                await again.WaitForNextTickAsync(cancellation);
            }
            catch (Exception trouble) when (trouble is SocketException or IOException or OperationCanceledException)
            {
                continue; // Tried again, unless it is over.
            }
        }
    }

    private static async Task<bool> ShakeHandsAsync(XmppStream stream, CancellationToken cancellation)
    {
        stream.Post($"<stream:stream to='{Domain}' xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>");
        if (await stream.ReadAsync(cancellation) is not StreamHeader { Id: { } id }) return false;
#pragma warning disable CA5350 // XEP-0114 §3 prescribes SHA-1.
        stream.Post($"<handshake>{Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(id + Secret)))}</handshake>");
#pragma warning restore CA5350
        return await stream.ReadElementAsync("handshake", cancellation) is not null;
    }

    private async Task EchoAsync(XmppStream stream, CancellationToken cancellation)
    {
        while (await stream.ReadAsync(cancellation) is { } item)
        {
            if (item is Stanza { Kind: StanzaKind.Iq, Type: StanzaType.Get } ping)
                stream.Post($"<iq type='result' id='{ping.Id}' from='{ping.To}' to='{ping.From}'/>"); // The router asks what has been read.
            if (item is not Stanza { Kind: StanzaKind.Message, Type: not StanzaType.Error } message) continue;
            Echoed++;
            stream.Post($"<message from='{message.To}' to='{message.From}' type='chat' id='{message.Id}'><body>echo</body></message>");
        }
    }
}
