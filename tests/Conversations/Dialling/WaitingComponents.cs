using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using XmppActors.Actors.Components;
using XmppActors.Conversations.Runner;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;
using XmppActors.Transport.Listeners;

namespace XmppActors.Conversations.Dialling;

/// <summary>Components that wait at places of their own, in memory: each takes whatever number of links, from whichever node.</summary>
internal sealed class WaitingComponents
{
    private readonly Lock _sync = new();
    private readonly List<WaitingLink> _links = [];

    /// <summary>Places that no connection leads to, by node.</summary>
    public HashSet<(string Node, string Endpoint)> CutOff { get; } = [];

    /// <summary>The links that are there now.</summary>
    public IReadOnlyList<WaitingLink> Links
    {
        get
        {
            lock (_sync) return [.. _links.Where(link => link.IsServing)];
        }
    }

    /// <summary>A node's way to them.</summary>
    public IConnectionDialler DiallerOf(string node, TimeProvider time) => new Dialler(this, node, time);

    private void Add(WaitingLink link)
    {
        lock (_sync) _links.Add(link);
    }

    private sealed class Dialler(WaitingComponents components, string node, TimeProvider time) : IConnectionDialler
    {
        public async Task<DialOutcome> DialAsync(DialTarget target, IConnectionAcceptor acceptor, CancellationToken cancellationToken)
        {
            if (components.CutOff.Contains((node, $"{target}"))) return DialOutcome.Failed("connection refused");
            var ends = new WitnessedEnds(acceptor);
            var settings = new ListenerSettings { Kind = ListenerKind.Component, Address = "*:0", Tls = TlsMode.None };
            var listener = new InMemoryListener(settings, ends, null, time);
            var link = new WaitingLink($"{target}", node, listener.Connect(new IPEndPoint(IPAddress.Loopback, target.Port)));
            components.Add(link);
            _ = link.RunAsync();
            return new DialOutcome(null, EndAsync(await ends.NextAsync(), listener));
        }

        private static async Task<DisconnectReason> EndAsync(Task end, InMemoryListener listener)
        {
            await end;
            listener.Dispose();
            return DisconnectReason.Closed;
        }
    }
}

/// <summary>One link of a waiting component: accepts whoever knows the secret (XEP-0114, <c>jabber:component:connect</c>).</summary>
internal sealed partial class WaitingLink(string endpoint, string node, Stream stream)
{
    private const string Id = "a rose by any other name";
    private string _heard = "";

    public string Endpoint { get; } = endpoint;

    /// <summary>The one that has dialled.</summary>
    public string Node { get; } = node;

    public bool IsServing { get; private set; }

    /// <summary>Until the router ends the stream, or the connection.</summary>
    public async Task RunAsync()
    {
        var buffer = new byte[4096];
        try
        {
            await ReadUntilAsync(buffer, Header());
            await WriteAsync($"<stream:stream xmlns='jabber:component:connect' xmlns:stream='http://etherx.jabber.org/streams' id='{Id}'>");
            var handshake = await ReadUntilAsync(buffer, Handshake());
            Assert.Equal(ComponentRules.HandshakeOf(Id, Cast.ComponentSecret), handshake);
            IsServing = true;
            await WriteAsync("<handshake/>");
            await ReadUntilAsync(buffer, Close());
            await WriteAsync("</stream:stream>");
        }
        catch (EndOfStreamException)
        {
            // Without a word.
        }
        IsServing = false;
        await stream.DisposeAsync();
    }

    private async Task<string> ReadUntilAsync(byte[] buffer, Regex wanted)
    {
        while (true)
        {
            if (wanted.Match(_heard) is { Success: true } match)
            {
                _heard = _heard[(match.Index + match.Length)..];
                return match.Groups[1].Value;
            }
            var count = await stream.ReadAsync(buffer);
            if (count == 0) throw new EndOfStreamException();
            _heard += Encoding.UTF8.GetString(buffer, 0, count);
        }
    }

    private async Task WriteAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex("<stream:stream [^>]*from='([^']*)'[^>]*>")]
    private static partial Regex Header();

    [GeneratedRegex("<handshake>(.*?)</handshake>")]
    private static partial Regex Handshake();

    [GeneratedRegex("</stream:stream>")]
    private static partial Regex Close();
}
