using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Tls;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Connections;

/// <summary>One connection in memory: our end with a recording sink, the peer's end as text.</summary>
internal sealed class ConnectionUnderTest : IConnectionAcceptor, IAsyncDisposable
{
    private readonly InMemoryListener _listener;
    private readonly string _directory = Directory.CreateTempSubdirectory("xmpp-test-").FullName;

    public ConnectionUnderTest(
        ListenerKind kind = ListenerKind.C2s, TlsMode tls = TlsMode.None, ConnectionSettings? settings = null, int window = 65536,
        Func<bool>? maySend = null)
    {
        var listener = new ListenerSettings { Kind = kind, Address = "*:0", Tls = tls, Connections = settings ?? new() };
        _listener = new InMemoryListener(
            listener, this, tls == TlsMode.None ? null : Tls(_directory), Time, NullLogger.Instance, Buffers, maySend);
        Peer = new Peer(_listener.Connect(new IPEndPoint(IPAddress.Loopback, 4242), window));
    }

    public ManualTime Time { get; } = new();

    public CountingPool Buffers { get; } = new();

    public RecordingSink Sink { get; } = new();

    public IXmppConnection Connection { get; private set; } = null!;

    public XmppConnection Inner => (XmppConnection)Connection;

    public Peer Peer { get; }

    public static TlsSettings Tls(string directory) => new() { Domains = ["capulet.example"], SelfSignedDirectory = directory };

    public static Stanza Message(string id, int bytes = 10) => Stanza.Create(
        StanzaKind.Message, StanzaType.Chat, null, null, id, payload: System.Text.Encoding.ASCII.GetBytes($"<body>{new string('a', bytes)}</body>"));

    public static StreamHeader Header { get; } = new() { From = "capulet.example", Id = "1", Version = "1.0" };

    /// <summary>Lets other work go on until something has come about, as it must.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public IStanzaSink Accept(IXmppConnection connection)
    {
        Connection = connection;
        Sink.Connection = connection;
        return Sink;
    }

    public async ValueTask DisposeAsync()
    {
        Connection?.Abort();
        await Peer.DisposeAsync();
        _listener.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
