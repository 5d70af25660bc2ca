using System.Diagnostics;
using System.Net;
using System.Text;
using XmppActors.Cluster.Tests.Load;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Benchmarks.Cluster;

/// <summary>One who writes and one who reads.</summary>
internal sealed class ChatPair : IAsyncDisposable
{
    private readonly XmppStream _writer;
    private readonly XmppStream _reader;
    private readonly string _message;

    private ChatPair(int number, XmppStream writer, XmppStream reader)
    {
        (_writer, _reader) = (writer, reader);
        _message = $"<message to='reader{number}@localhost/here' type='chat' id='m'><body>{new string('o', 150)}</body></message>";
    }

    internal static async Task<ChatPair> ConnectAsync(int number, IPEndPoint writersNode, IPEndPoint readersNode) => new(
        number, await LogInAsync($"writer{number}", writersNode), await LogInAsync($"reader{number}", readersNode));

    /// <summary>Writes so many, waits until they have arrived, and again.</summary>
    /// <returns>How many arrived, and how long each round took.</returns>
    internal async Task<(long Count, List<TimeSpan> Times)> ChatAsync(int batch, TimeSpan pause, CancellationToken over)
    {
        var text = string.Concat(Enumerable.Repeat(_message, batch));
        var times = new List<TimeSpan>();
        using var pace = pause > TimeSpan.Zero ? new PeriodicTimer(pause) : null;
        long count = 0;
        while (!over.IsCancellationRequested)
        {
            var start = Stopwatch.GetTimestamp();
            _writer.Post(text);
            for (var i = 0; i < batch; i++)
            {
                if (await _reader.ReadAsync(CancellationToken.None) is not Stanza) throw new IOException("the stream has ended");
            }

            times.Add(Stopwatch.GetElapsedTime(start));
            count += batch;
            if (pace is not null) await pace.WaitForNextTickAsync(CancellationToken.None);
        }

        return (count, times);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _reader.DisposeAsync();
    }

    private static async Task<XmppStream> LogInAsync(string name, IPEndPoint node)
    {
        const string Header = "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
        var stream = await XmppStream.ConnectAsync(node, StreamKind.Client, CancellationToken.None);
        stream.Post(Header);
        await stream.ReadElementAsync("features", CancellationToken.None);
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0{ManagedClient.Password}"));
        stream.Post($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>");
        if (await stream.ReadElementAsync("success", CancellationToken.None) is null) throw new IOException($"{name} was not let in");
        stream.Restart();
        stream.Post(Header);
        await stream.ReadElementAsync("features", CancellationToken.None);
        stream.Post("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>here</resource></bind></iq>");
        await stream.ReadAsync(CancellationToken.None);
        return stream;
    }
}
