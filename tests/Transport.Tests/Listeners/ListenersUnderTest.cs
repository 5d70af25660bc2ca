using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Tests.Connections;

namespace XmppActors.Transport.Tests.Listeners;

/// <summary>Real listeners on loopback, each on a free port, with a recording sink for each connection.</summary>
internal sealed class ListenersUnderTest : IConnectionAcceptor, IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("xmpp-test-").FullName;
    private readonly BlockingCollection<RecordingSink> _accepted = [];

    public XmppListeners Listeners { get; private set; } = null!;

    public ManualTime Time { get; } = new();

    /// <summary>Runs on each sink before it is used.</summary>
    public Action<RecordingSink>? OnAccept { get; set; }

    public static async Task<ListenersUnderTest> StartAsync(params ListenerSettings[] listeners)
    {
        var test = new ListenersUnderTest();
        test.Listeners = await XmppListeners.StartAsync(
            listeners, ConnectionUnderTest.Tls(test._directory), _ => test, test.Time, NullLoggerFactory.Instance);
        return test;
    }

    public static ListenerSettings Settings(ListenerKind kind, TlsMode tls, string address = "127.0.0.1:0") =>
        new() { Kind = kind, Tls = tls, Address = address };

    public async Task<Peer> ConnectAsync(int listener = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Listeners.Bound[listener].EndPoint.Port, TestContext.Current.CancellationToken);
        return new Peer(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>The sink of the next connection accepted.</summary>
    public RecordingSink NextSink()
    {
        Assert.True(_accepted.TryTake(out var sink, 20_000, TestContext.Current.CancellationToken));
        return sink;
    }

    public IStanzaSink Accept(IXmppConnection connection)
    {
        var sink = new RecordingSink { Connection = connection };
        OnAccept?.Invoke(sink);
        _accepted.Add(sink);
        return sink;
    }

    public async ValueTask DisposeAsync()
    {
        await Listeners.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
