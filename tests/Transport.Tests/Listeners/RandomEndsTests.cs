using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Tests.Connections;
using XmppActors.Transport.Xml;
using static XmppActors.Transport.Tests.Listeners.ListenersUnderTest;

namespace XmppActors.Transport.Tests.Listeners;

/// <summary>Many sockets at once that echo, and end in every way there is, at any moment.</summary>
public sealed class RandomEndsTests
{
    [Theory]
    [InlineData(TlsMode.None, 300, 1)]
    [InlineData(TlsMode.None, 300, 2)]
    [InlineData(TlsMode.Direct, 40, 3)]
    public async Task Each_ends_once_and_the_listener_forgets_it(TlsMode tls, int connections, int seed)
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, tls));
        var sinks = new List<RecordingSink>();
        test.OnAccept = sink =>
        {
            sink.Connection.ReadWindow = 5000;
            sink.OnItem = Echo;
            lock (sinks)
                sinks.Add(sink);
        };

        await Task.WhenAll(Enumerable.Range(0, connections).Select(i => LiveAsync(test, tls, new Random(seed * 1000 + i))));

        await ConnectionUnderTest.UntilAsync(() => test.Listeners.ConnectionCount == 0);
        Assert.All(sinks, sink => Assert.Equal((1, 0), (sink.Ends, sink.CallsAfterEnd)));
    }

    private static void Echo(RecordingSink sink, object item)
    {
        switch (item)
        {
            case Stanza { Kind: StanzaKind.Presence }:
                sink.Connection.Abort();
                break;
            case Stanza stanza:
                sink.Connection.Write(stanza);
                break;
            case XmppElement:
                sink.Connection.Close();
                break;
            case StreamError error:
                sink.Connection.Close(error);
                break;
            case "closed":
                sink.Connection.Close();
                break;
        }
    }

    private static async Task LiveAsync(ListenersUnderTest test, TlsMode tls, Random random)
    {
        await using var peer = await test.ConnectAsync();
        try
        {
            if (tls == TlsMode.Direct)
                await peer.StartTlsAsync();
            await peer.SendAsync(Peer.Header);
            for (int i = random.Next(20); i > 0; i--)
            {
                await peer.SendAsync($"<message id='{i}'><body>{new string('x', random.Next(3000))}</body></message>");
                if (random.Next(2) == 0)
                    await peer.ReceiveUntilAsync($"id='{i}'");
            }
            string last = random.Next(6) switch
            {
                0 => "</stream:stream>",
                1 => "<broken></stream:stream>",
                2 => "<presence/>",
                3 => "<message id='last'/><please-close xmlns='urn:example'/>",
                4 => "<message id='unfinished'>",
                _ => "",
            };
            await peer.SendAsync(last);
            if (last.EndsWith('>') && !last.StartsWith("<message id='u", StringComparison.Ordinal))
                await peer.ReceiveUntilAsync("</stream:stream>");
        }
        catch (IOException)
        {
            // The other side has ended it; of those it closed, our disposal is the answer.
        }
    }
}
