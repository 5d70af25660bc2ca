using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Connections;

/// <summary>Many connections at once that end in every way there is, at any moment.</summary>
public sealed class RandomEndsTests : IConnectionAcceptor
{
    private const int Connections = 200;

    private readonly ConcurrentDictionary<int, RecordingSink> _sinks = [];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Each_ends_once_and_leaves_nothing_behind(int seed)
    {
        var buffers = new CountingPool();
        var settings = new ListenerSettings
        {
            Kind = ListenerKind.C2s,
            Tls = TlsMode.None,
            Address = "*:0",
            Connections = new ConnectionSettings { MaxPendingBytes = 64 * 1024 },
        };
        using var listener = new InMemoryListener(settings, this, null, new ManualTime(), NullLogger.Instance, buffers);

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(number => LiveAsync(listener, number, new Random(seed * Connections + number))));

        foreach (var sink in _sinks.Values)
        {
            await ConnectionUnderTest.UntilAsync(() => sink.Ends > 0);
            Assert.Equal((1, 0), (sink.Ends, sink.CallsAfterEnd));
        }
        await ConnectionUnderTest.UntilAsync(() => buffers.Rented == 0);
    }

    public IStanzaSink Accept(IXmppConnection connection)
    {
        var sink = new RecordingSink { Connection = connection };
        connection.ReadWindow = 10_000;
        _sinks[((IPEndPoint)connection.Info.RemoteEndPoint!).Port] = sink;
        return sink;
    }

    private async Task LiveAsync(InMemoryListener listener, int number, Random random)
    {
        await using var peer = new Peer(listener.Connect(new IPEndPoint(IPAddress.Loopback, number), window: random.Next(500, 5000)));
        var sink = _sinks[number];
        try
        {
            await peer.SendAsync(Peer.Header);
            for (int i = random.Next(30); i > 0; i--)
                await StepAsync(peer, sink, random);
            await EndAsync(peer, sink, random.Next(6));
        }
        catch (IOException)
        {
            // The other side has ended it.
        }
    }

    private static async Task StepAsync(Peer peer, RecordingSink sink, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                await peer.SendAsync($"<message><body>{new string('x', random.Next(2000))}</body></message>");
                break;
            case 1:
                sink.Connection.Write(ConnectionUnderTest.Message("1", bytes: random.Next(4000)));
                break;
            case 2:
                await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(
                    () => sink.Connection.Write(ConnectionUnderTest.Message($"{i}")), TestContext.Current.CancellationToken)));
                break;
            default:
                await Task.Yield();
                break;
        }
    }

    private static async Task EndAsync(Peer peer, RecordingSink sink, int way)
    {
        switch (way)
        {
            case 0:
                sink.Connection.Abort();
                break;
            case 1:
                sink.Connection.Close();
                sink.Connection.Abort();
                break;
            case 2:
                sink.OnItem = (self, item) => self.Connection.Close();
                await peer.SendAsync("</stream:stream>");
                await peer.ReceiveAllAsync();
                break;
            case 3:
                sink.OnItem = (self, item) => self.Connection.Close(item as StreamError);
                await peer.SendAsync("<broken></stream:stream>");
                await peer.ReceiveAllAsync();
                break;
            case 4:
                await Task.WhenAll(
                    Task.Run(() => sink.Connection.Close(), TestContext.Current.CancellationToken),
                    peer.SendAsync("<message/></stream:stream>"),
                    peer.ReceiveAllAsync());
                break;
            default:
                break; // The peer just goes.
        }
    }
}
