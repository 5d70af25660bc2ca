using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Cluster.Tests.Load;

/// <summary>A client with stream management (XEP-0198) that writes numbered messages to another and comes back, at any node, whenever its
/// connection ends.</summary>
internal sealed class ManagedClient(string name, IReadOnlyList<IPEndPoint> nodes, int firstNode) : IAsyncDisposable
{
    public const string Password = "r0m30myr0m30";
    private const string Sm = "urn:xmpp:sm:3";
    private const int Window = 50;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Queue<string> _unacknowledged = [];
    private readonly List<Reception> _received = [];
    private readonly List<string> _story = [];
    private TaskCompletionSource _changed = New();
    private Task _running = Task.CompletedTask;
    private XmppStream? _stream; // Null while it has no session of a connection.
    private string? _resumption;
    private uint _acknowledged;
    private uint _handled;
    private int _asked;

    public string Address => $"{name}@localhost/here";

    /// <summary>How long the server may say nothing; then it is tried at another node.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Where the server told it to come back to (XEP-0198 §5, <c>location</c>).</summary>
    public string? Location { get; private set; }

    /// <summary>Messages that were handed to the session, and those of them that the server has acknowledged.</summary>
    public int Sent { get; private set; }

    public int Acknowledged { get; private set; }

    /// <summary>How often a session could not be resumed: nobody may promise anything for what was in it.</summary>
    public int SessionsLost { get; private set; }

    public int Resumptions { get; private set; }

    /// <summary>Messages that came back as errors, by their numbers.</summary>
    public List<string> Bounced { get; } = [];

    /// <summary>As <see cref="Bounced"/>, while it still reads.</summary>
    public IReadOnlyList<string> BouncedNumbers
    {
        get
        {
            lock (_gate) return [.. Bounced];
        }
    }

    /// <summary>Where it connected when, and how that ended: for a test that fails.</summary>
    public string Story
    {
        get
        {
            lock (_gate) return string.Join(", ", _story);
        }
    }

    public int ReceivedCount
    {
        get
        {
            lock (_gate) return _received.Count;
        }
    }

    public IReadOnlyList<Reception> Received
    {
        get
        {
            lock (_gate) return [.. _received];
        }
    }

    /// <summary>One message: who wrote it, which of theirs, when, and how often the receiver had resumed by then.</summary>
    internal readonly record struct Reception(string From, string Number, TimeSpan At, int Resumptions);

    /// <summary>Completes when the first session is there.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        await UntilAsync(() => _resumption is not null, cancellation);
    }

    /// <summary>Writes the next message, once fewer than a window are unacknowledged.</summary>
    public async Task SendAsync(string to, CancellationToken cancellation)
    {
        await UntilAsync(() => _unacknowledged.Count < Window, cancellation);
        lock (_gate)
        {
            var text = $"<message to='{to}' type='chat' id='{Sent++}'><body>Art thou not Romeo, and a Montague?</body></message>";
            _unacknowledged.Enqueue(text);
            if (_unacknowledged.Count - _asked >= Window / 4)
            {
                _asked = _unacknowledged.Count;
                text += $"<r xmlns='{Sm}'/>";
            }

            _stream?.Post(text); // Without one, it is sent when the session goes on.
        }
    }

    /// <summary>Completes when all that was sent has been acknowledged.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        using var again = new PeriodicTimer(Again);
        while (true)
        {
            lock (_gate)
            {
                if (_unacknowledged.Count == 0) return;
                _stream?.Post($"<r xmlns='{Sm}'/>");
            }

            await again.WaitForNextTickAsync(cancellation);
        }
    }

    public override string ToString()
    {
        lock (_gate)
            return $"{name} sent {Sent}, acknowledged {Acknowledged}, received {_received.Count} (last {_received.LastOrDefault().Number}), "
                + $"resumed {Resumptions}, handled {_handled}, {(_stream is null ? "without" : "with")} a stream";
    }

    public async Task UntilAsync(Func<bool> holds, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (holds()) return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
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
            Note($"{nodes[attempt % nodes.Count]}");
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                patience.CancelAfter(TimeSpan.FromSeconds(5)); // A frozen node accepts, and says nothing; one that is cut off does not even accept.
                await using var stream = await XmppStream.ConnectAsync(nodes[attempt % nodes.Count], StreamKind.Client, patience.Token);
                if (!await LogInAsync(stream, patience.Token)) continue;
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                await ReadAllAsync(stream, cancellation);
            }
            catch (Exception trouble) when (trouble is SocketException or IOException or OperationCanceledException)
            {
                Note(trouble.GetType().Name);
            }

            lock (_gate) _stream = null;
            try
            {
                await again.WaitForNextTickAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<bool> LogInAsync(XmppStream stream, CancellationToken cancellation)
    {
        const string Header = "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
        stream.Post(Header);
        if (await stream.ReadElementAsync("features", cancellation) is null) return false;
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{name}\0{Password}"));
        stream.Post($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>");
        if (await stream.ReadElementAsync("success", cancellation) is null) return false;
        stream.Restart();
        stream.Post(Header);
        if (await stream.ReadElementAsync("features", cancellation) is null) return false;
        if (_resumption is not null)
        {
            stream.Post($"<resume xmlns='{Sm}' previd='{_resumption}' h='{_handled}'/>");
            var answer = await ReadAnswerAsync(stream, cancellation);
            if (answer is null) return false;
            if (answer.Name.LocalName == "resumed")
            {
                Resumed(stream, answer);
                return true;
            }

            SessionsLost++;
            Note("not resumed");
        }

        return await BindAsync(stream, cancellation);
    }

    private static async Task<XmppElement?> ReadAnswerAsync(XmppStream stream, CancellationToken cancellation)
    {
        while (await stream.ReadAsync(cancellation) is { } item)
        {
            if (item is XmppElement { Name.LocalName: "resumed" or "failed" } answer) return answer;
        }

        return null;
    }

    private void Resumed(XmppStream stream, XmppElement resumed)
    {
        lock (_gate)
        {
            Acknowledge(resumed);
            Resumptions++;
            Note("resumed");
            GoOn(stream);
        }
    }

    /// <summary>What was not acknowledged is sent again (XEP-0198 §5), before anything new.</summary>
    private void GoOn(XmppStream stream)
    {
        _stream = stream;
        _asked = 0;
        foreach (var text in _unacknowledged) stream.Post(text);
        Signal();
    }

    private async Task<bool> BindAsync(XmppStream stream, CancellationToken cancellation)
    {
        stream.Post(
            "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>here</resource></bind></iq>");
        if (await stream.ReadAsync(cancellation) is not Stanza { Type: StanzaType.Result }) return false;
        stream.Post($"<enable xmlns='{Sm}' resume='true'/>");
        if (await stream.ReadElementAsync("enabled", cancellation) is not { } enabled) return false;
        stream.Post("<presence/>");
        lock (_gate)
        {
            _handled = 0;
            _acknowledged = 0;
            _resumption = enabled.Attribute("id");
            Location = enabled.Attribute("location");
            GoOn(stream);
        }

        return true;
    }

    /// <summary>Until the connection ends, or is silent even when asked.</summary>
    private async Task ReadAllAsync(XmppStream stream, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var asking = new Timer(_ => stream.Post($"<r xmlns='{Sm}'/>"), null, Patience / 2, Patience / 2);
        silence.CancelAfter(Patience);
        while (await stream.ReadAsync(silence.Token) is { } item)
        {
            silence.CancelAfter(Patience);
            switch (item)
            {
                case Stanza stanza:
                    lock (_gate) Take(stanza);
                    break;
                case XmppElement { Name.LocalName: "r" }:
                    stream.Post($"<a xmlns='{Sm}' h='{_handled}'/>");
                    break;
                case XmppElement { Name.LocalName: "a" } answer:
                    lock (_gate) Acknowledge(answer);
                    break;
            }
        }
    }

    private void Take(Stanza stanza)
    {
        _handled = unchecked(_handled + 1);
        if (stanza.Kind != StanzaKind.Message) return;
        if (stanza.Type == StanzaType.Error) Bounced.Add(stanza.Id!);
        else _received.Add(new Reception(stanza.From!.Bare.Value, stanza.Id!, TimeSpan.FromMilliseconds(Environment.TickCount64), Resumptions));
        Signal();
    }

    /// <summary>Counts are of all stanzas since the session began: the first is a presence.</summary>
    private void Acknowledge(XmppElement answer)
    {
        var handled = uint.Parse(answer.Attribute("h")!, CultureInfo.InvariantCulture);
        if (handled == 0) return;
        for (; _acknowledged < handled - 1; _acknowledged++)
        {
            _unacknowledged.Dequeue();
            Acknowledged++;
        }

        _asked = 0;
        Signal();
    }

    private void Note(string what)
    {
        lock (_gate) _story.Add(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {what}"));
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
