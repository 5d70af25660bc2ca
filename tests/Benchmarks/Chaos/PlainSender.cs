using System.Collections.Concurrent;
using System.Net;
using System.Text;
using XmppActors.Cluster.Tests.Load;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Benchmarks.Chaos;

/// <summary>Without stream management, for servers that do not have it: one connection that is to last.</summary>
internal sealed class PlainSender : ISender
{
    private readonly XmppStream _stream;
    private readonly ConcurrentQueue<string> _bounced = [];
    private readonly Task _reading;
    private int _sent;

    private PlainSender(string name, XmppStream stream)
    {
        Address = $"{name}@localhost";
        _stream = stream;
        _reading = ReadAllAsync();
    }

    public string Address { get; }

    public IReadOnlyList<string> Bounced => [.. _bounced];

    public static async Task<PlainSender> ConnectAsync(string name, string password, IPEndPoint server, CancellationToken cancellation)
    {
        const string Header = "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
        var stream = await XmppStream.ConnectAsync(server, StreamKind.Client, cancellation);
        stream.Post(Header);
        await stream.ReadElementAsync("features", cancellation);
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0{password}"));
        stream.Post($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>");
        if (await stream.ReadElementAsync("success", cancellation) is null) throw new IOException($"{name} was not let in");
        stream.Restart();
        stream.Post(Header);
        await stream.ReadElementAsync("features", cancellation);
        stream.Post("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>here</resource></bind></iq>");
        await stream.ReadAsync(cancellation);
        stream.Post("<iq type='set' id='session'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>");
        await stream.ReadAsync(cancellation);
        return new PlainSender(name, stream);
    }

    public Task SendAsync(string to, CancellationToken cancellation)
    {
        _stream.Post($"<message to='{to}' type='chat' id='{_sent++}'><body>Art thou not Romeo, and a Montague?</body></message>");
        return Task.CompletedTask;
    }

    public Task SettleAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _reading;
    }

    private async Task ReadAllAsync()
    {
        while (await _stream.ReadAsync(CancellationToken.None) is { } item)
        {
            if (item is Stanza { Kind: StanzaKind.Message, Type: StanzaType.Error } error) _bounced.Enqueue(error.Id!);
        }
    }
}
