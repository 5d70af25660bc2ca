using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Tests.Connections;

namespace XmppActors.Transport.Tests.Dialling;

/// <summary>A node that dials, and somebody on loopback who waits to be dialled.</summary>
internal sealed class DiallerUnderTest : IConnectionAcceptor, IAsyncDisposable
{
    private readonly Socket _waiting = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private DiallerUnderTest(XmppListeners listeners)
    {
        Listeners = listeners;
        _waiting.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _waiting.Listen();
        Target = new DialTarget { Host = "127.0.0.1", Port = ((IPEndPoint)_waiting.LocalEndPoint!).Port };
    }

    public XmppListeners Listeners { get; }

    public ManualTime Time { get; private init; } = null!;

    public DialTarget Target { get; set; }

    public RecordingSink Sink { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<DiallerUnderTest> StartAsync()
    {
        var time = new ManualTime();
        var listeners = await XmppListeners.StartAsync(
            [], null, _ => throw new InvalidOperationException("nothing is listened on"), time, NullLoggerFactory.Instance);
        return new DiallerUnderTest(listeners) { Time = time };
    }

    public Task<DialOutcome> DialAsync(CancellationToken? cancellation = null) =>
        Listeners.Dialler.DialAsync(Target, this, cancellation ?? Token).WaitAsync(TimeSpan.FromSeconds(60), Token);

    /// <summary>The other end of the next connection.</summary>
    public async Task<Peer> AcceptAsync() => new(new NetworkStream(await _waiting.AcceptAsync(Token), ownsSocket: true));

    /// <summary>Nobody waits any more.</summary>
    public void Refuse() => _waiting.Dispose();

    public IStanzaSink Accept(IXmppConnection connection)
    {
        Sink.Connection = connection;
        return Sink;
    }

    public async ValueTask DisposeAsync()
    {
        await Listeners.DisposeAsync();
        _waiting.Dispose();
    }
}
