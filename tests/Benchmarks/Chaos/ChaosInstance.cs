using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using XmppActors.Cluster.Tests.Load;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Benchmarks.Chaos;

/// <summary>One instance of a component (XEP-0114) that notes what it reads and answers requests with an error, as any library does; it can be
/// killed, frozen, made slow and let go in order.</summary>
internal sealed class ChaosInstance(ChaosServer server, int firstNode, Arrivals arrivals) : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(100); // Ten stanzas a second.

    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _serving = New();
    private TaskCompletionSource _mayRead = Completed();
    private TaskCompletionSource _mayConnect = Completed();
    private volatile bool _isSlow;
    private volatile XmppStream? _stream;
    private Task _running = Task.CompletedTask;

    /// <summary>Completes when it serves.</summary>
    public Task StartAsync()
    {
        _running = Task.Run(() => RunAsync(_stopping.Token));
        return _serving.Task;
    }

    /// <summary>Ends the connection as the end of its process would, with what is in it, and stays away.</summary>
    public void Kill()
    {
        _mayConnect = New();
        _stream?.Reset();
    }

    /// <summary>Ends the stream as RFC 6120 §4.4 says, and stays away.</summary>
    public void Leave()
    {
        _mayConnect = New();
        _stream?.Post("</stream:stream>");
    }

    public Task ComeBackAsync()
    {
        _serving = New();
        _mayConnect.TrySetResult();
        return _serving.Task;
    }

    /// <summary>Its connection stays, and is read no more.</summary>
    public void Freeze() => _mayRead = New();

    public void Thaw() => _mayRead.TrySetResult();

    /// <summary>Reads ten stanzas a second.</summary>
    public void SlowDown() => _isSlow = true;

    public void SpeedUp() => _isSlow = false;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _mayRead.TrySetResult();
        _mayConnect.TrySetResult();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        for (var attempt = firstNode; !cancellation.IsCancellationRequested; attempt++)
        {
            try
            {
                await _mayConnect.Task.WaitAsync(cancellation);
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(TimeSpan.FromSeconds(5));
                await using var stream = await XmppStream.ConnectAsync(server.At(attempt), StreamKind.Component, patience.Token);
                if (await ShakeHandsAsync(stream, patience.Token))
                {
                    _stream = stream;
                    _serving.TrySetResult();
                    await ServeAsync(stream, cancellation);
                    _stream = null;
                }

                await Task.Delay(Again, cancellation);
            }
            catch (Exception trouble) when (trouble is SocketException or IOException or OperationCanceledException)
            {
                continue; // Tried again at the next node, unless it is over.
            }
        }
    }

    private async Task<bool> ShakeHandsAsync(XmppStream stream, CancellationToken cancellation)
    {
        stream.Post($"<stream:stream to='{server.Domain}' xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>");
        if (await stream.ReadAsync(cancellation) is not StreamHeader { Id: { } id }) return false;
#pragma warning disable CA5350 // XEP-0114 §3 prescribes SHA-1.
        stream.Post($"<handshake>{Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(id + server.Secret)))}</handshake>");
#pragma warning restore CA5350
        return await stream.ReadElementAsync("handshake", cancellation) is not null;
    }

    private async Task ServeAsync(XmppStream stream, CancellationToken cancellation)
    {
        while (true)
        {
            await _mayRead.Task.WaitAsync(cancellation);
            if (_isSlow) await Task.Delay(Slowness, cancellation);
            if (await stream.ReadAsync(cancellation) is not { } item) return;
            if (item is not Stanza stanza) continue;
            if (stanza is { Kind: StanzaKind.Iq, Type: StanzaType.Get or StanzaType.Set })
                stream.Post($"<iq type='error' id='{stanza.Id}' from='{stanza.To}' to='{stanza.From}'><error type='cancel'>"
                    + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
            else if (stanza is { Kind: StanzaKind.Message, Type: not StanzaType.Error })
                arrivals.Add(stanza);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Completed()
    {
        var source = New();
        source.SetResult();
        return source;
    }
}

/// <summary>Where components connect to.</summary>
internal sealed record ChaosServer(IReadOnlyList<IPEndPoint> Nodes, string Domain, string Secret)
{
    public IPEndPoint At(int node) => Nodes[node % Nodes.Count];
}
