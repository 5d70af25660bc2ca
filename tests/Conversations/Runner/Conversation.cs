using System.Globalization;
using System.Text;
using Xunit.Sdk;

namespace XmppActors.Conversations.Runner;

/// <summary>Runs a script: everybody does what it says, and what the server says must be what it says.</summary>
/// <remarks>
/// Sentences that set the scene: <c>X has an account</c>, <c>X is a friend of Y</c>, <c>is subscribed to Y</c>; <c>X is
/// authenticated</c>, <c>is connected</c> (has a resource), <c>is interested</c> (has asked for the roster), <c>is
/// available [with priority N]</c>. Step by step: <c>X connects [to LISTENER]</c>, <c>opens a stream [to DOMAIN]</c>,
/// <c>starts TLS [with the certificate of juliet | an impostor | stage]</c>, <c>opens a component stream [to DOMAIN]</c>,
/// <c>shakes hands [with the secret S]</c>, <c>authenticates by MECHANISM [with the password P]</c>, <c>authenticates as
/// DOMAIN by MECHANISM [with the secret S]</c>. The conversation:
/// <c>X leaves pings unanswered</c> (a component, which else answers by itself), <c>X sends</c>, <c>receives</c>, <c>receives in any order</c>, <c>receives nothing</c>; <c>time passes N s</c>. The
/// end: <c>X closes the stream</c>, <c>is closed with CONDITION</c>, <c>disconnects</c>, <c>is disconnected</c>,
/// <c>loses the account</c>, <c>server shuts down</c>. Nobody may have received in the end what the script does not
/// tell, and no stanza may be unaccounted for.
/// </remarks>
internal sealed class Conversation : IAsyncDisposable
{
    private const string AnyOrder = "in any order";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // Only a failing test waits so long.

    private readonly IConversationServer _server;
    private readonly Dictionary<string, Participant> _participants = [];
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _accounts = [];
    private readonly StringBuilder _log = new();
    private readonly Barrier _barrier;
    private Task _shutdown = Task.CompletedTask;
    private Transcript? _transcript;

    public Conversation(IConversationServer server)
    {
        _server = server;
        _barrier = new Barrier(server, _participants.Values);
    }

    /// <param name="transcript">Takes down what everybody hears, so that the script need tell only what is
    /// said.</param>
    public async Task RunAsync(string script, Transcript? transcript = null)
    {
        _transcript = transcript;
        foreach (var step in ScriptStep.Parse(script))
        {
            try
            {
                await RunAsync(step);
                if (transcript is not null)
                    await TakeDownAsync(step, transcript);
            }
            catch (Exception exception) when (exception is not XunitException)
            {
                var what = exception is OperationCanceledException ? "nothing more came" : exception.ToString();
                throw Failure(step, what);
            }
        }
        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var participant in _participants.Values)
            await participant.DisposeAsync();
    }

    private Task RunAsync(ScriptStep step) => step.Verb switch
    {
        "has an account" => CreateAccountAsync(step.Who),
        "is a friend of" => SubscribeAsync(step, isMutual: true),
        "is subscribed to" => SubscribeAsync(step, isMutual: false),
        "is authenticated" => AuthenticateAsync(step.Who),
        "is connected" => BindAsync(step.Who),
        "is interested" => InterestAsync(step.Who),
        "is available" => AvailableAsync(step),
        "connects" => ConnectAsync(step),
        "opens a stream" => OpenStreamAsync(step),
        "opens a component stream" => OpenComponentStreamAsync(step),
        "shakes hands" => ShakeHandsAsync(step),
        "starts TLS" => StartTlsAsync(step),
        "authenticates" => AuthenticateByAsync(step),
        "sends" => SendAsync(step),
        "receives" when step.Object == "nothing" => ReceiveNothingAsync(step),
        "receives" when step.Object.StartsWith(AnyOrder, StringComparison.Ordinal) => ReceiveInAnyOrderAsync(step),
        "receives" => ReceiveAsync(step),
        "passes" => PassAsync(step.Object),
        "closes the stream" => CloseAsync(step),
        "is closed with" => IsClosedAsync(step),
        "is disconnected" => ReceiveAsync(step, new Received.Disconnected()),
        "disconnects" => DisconnectAsync(step),
        "leaves pings unanswered" => IgnorePingsAsync(step),
        "loses the account" => _server.RemoveAccountAsync(Cast.Account(step.Who)),
        "shuts down" => ShutDownAsync(),
        _ => throw new FormatException($"what does it mean? {step}"),
    };

    private Task IgnorePingsAsync(ScriptStep step)
    {
        Find(step).AnswersPings = false;
        return Task.CompletedTask;
    }

    private async Task CreateAccountAsync(string who)
    {
        if (_accounts.Add(who.Split('/')[0]))
            await _server.CreateAccountAsync(Cast.Account(who), Cast.Password);
    }

    private async Task SubscribeAsync(ScriptStep step, bool isMutual)
    {
        await CreateAccountAsync(step.Who);
        await CreateAccountAsync(step.Object);
        await _server.SubscribeAsync(Cast.Account(step.Who), Cast.Account(step.Object), isMutual);
    }

    private async Task<Participant> ConnectAsync(string who, string listener)
    {
        await LeaveAsync(who);
        var wire = await _server.ConnectAsync(listener);
        var participant = new Participant(who, wire, (verb, xml) => Log(who, verb, xml));
        _participants.Add(who, participant);
        return participant;
    }

    private Task<Participant> ConnectAsync(ScriptStep step) => ConnectAsync(step.Who, LastWord(step.Object) ?? "c2s");

    private async Task OpenStreamAsync(ScriptStep step)
    {
        var participant = Find(step);
        await participant.SendAsync(Login.Header(LastWord(step.Object) ?? Cast.Capulet), isLogged: false);
        await participant.Inbox.TakeAsync(item => item is Received.Opened, Limit());
    }

    private async Task OpenComponentStreamAsync(ScriptStep step)
    {
        var participant = Find(step);
        participant.IsComponent = true;
        var domain = LastWord(step.Object) ?? Cast.Stage;
        var header = $"<stream:stream to='{domain}' xmlns='jabber:component:accept'"
            + " xmlns:stream='http://etherx.jabber.org/streams'>";
        await participant.SendAsync(header, isLogged: false);
        var item = await participant.Inbox.TakeAsync(item => item is Received.Opened, Limit());
        _values["stream"] = ((Received.Opened)item).Header.Attribute("id")!.Value;
    }

    /// <summary>XEP-0114 §3, with the right secret or with another.</summary>
    private async Task ShakeHandsAsync(ScriptStep step)
    {
        var participant = Find(step);
        var secret = LastWord(step.Object) ?? Cast.ComponentSecret;
        var handshake = Handshake.Of(_values["stream"], secret);
        await participant.SendAsync($"<handshake>{handshake}</handshake>", isLogged: false);
        if (step.Object.Length == 0)
            await participant.ExpectAsync("handshake", Limit());
    }

    private async Task StartTlsAsync(ScriptStep step)
    {
        var participant = Find(step);
        if (LastWord(step.Object) is { } whose)
            ((TcpWire)participant.Wire).Certificate = SelfSigned.Of(whose);
        await participant.SendAsync("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", isLogged: false);
        await participant.ExpectAsync("proceed", Limit());
        await ReceiveAsync(step, new Received.Secured());
    }

    /// <summary>Ends with what the server has to say of it: success or failure.</summary>
    private async Task AuthenticateByAsync(ScriptStep step)
    {
        var words = step.Object.Split(' ');
        if (words[0] == "as")
        {
            Find(step).IsComponent = true;
            var secret = words.Length > 4 ? words[^1] : Cast.ComponentSecret;
            await Authentication.RunAsync(Find(step), words[3], words[1], secret, Limit());
            return;
        }
        await CreateAccountAsync(step.Who);
        var password = words.Length > 2 ? words[^1] : Cast.Password;
        await Authentication.RunAsync(Find(step), words[1], Cast.Account(step.Who).Localpart!, password, Limit());
    }

    private async Task<Participant> AuthenticateAsync(string who)
    {
        await CreateAccountAsync(who);
        var participant = await ConnectAsync(who, "c2s");
        await Login.AuthenticateAsync(participant, who, Limit());
        return participant;
    }

    /// <summary>Connects and authenticates, if need be, and binds the resource after the name.</summary>
    private async Task<Participant> BindAsync(string who)
    {
        if (_participants.TryGetValue(who, out var known) && known.IsBound)
            return known;
        var participant = await AuthenticateAsync(who);
        await Login.BindAsync(participant, who, Limit());
        return participant;
    }

    private async Task InterestAsync(string who)
    {
        var participant = await BindAsync(who);
        const string Question = "<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>";
        await participant.SendAsync(Question, isLogged: false);
        await participant.Inbox.TakeAsync(
            item => item is Received.Element { Value: var iq } && iq.Attribute("id")?.Value == "roster", Limit());
    }

    /// <summary>When it returns, everybody has what follows from it, and what they have is forgotten.</summary>
    private async Task AvailableAsync(ScriptStep step)
    {
        await InterestAsync(step.Who);
        var priority = step.Object.Length == 0 ? "" : $"<priority>{step.Object.Split(' ')[^1]}</priority>";
        await _participants[step.Who].SendAsync($"<presence>{priority}</presence>", isLogged: false);
        if (_transcript is not null)
            return;
        await _barrier.SettleAsync(Limit());
        foreach (var participant in _participants.Values.Where(each => each.IsBound))
            participant.Inbox.Clear();
    }

    private async Task SendAsync(ScriptStep step)
    {
        var participant = Find(step);
        await HaveReadAsync(participant);
        await _server.IdleAsync(); // Every node knows what the step before has brought.
        var xml = ElementPattern.Fill(step.Object, _values);
        participant.IsManaged |= xml.StartsWith("<enable ", StringComparison.Ordinal)
            || xml.StartsWith("<resume ", StringComparison.Ordinal);
        await participant.SendAsync(xml);
    }

    private async Task ReceiveAsync(ScriptStep step)
    {
        if (step.Object == "</stream:stream>")
        {
            await ReceiveAsync(step, new Received.Closed());
            return;
        }
        foreach (var pattern in ElementPattern.ParseAll(step.Object))
        {
            var item = await TakeAsync(step);
            if (!Matches(pattern, item))
                throw Failure(step, $"{step.Who} received {item}");
        }
    }

    private async Task ReceiveAsync(ScriptStep step, Received expected)
    {
        var item = await TakeAsync(step);
        if (item != expected)
            throw Failure(step, $"{step.Who} received {item}");
    }

    private async Task ReceiveInAnyOrderAsync(ScriptStep step)
    {
        var patterns = ElementPattern.ParseAll(step.Object[AnyOrder.Length..]).ToList();
        while (patterns.Count > 0)
        {
            var item = await TakeAsync(step);
            var index = patterns.FindIndex(pattern => Matches(pattern, item));
            if (index < 0)
                throw Failure(step, $"{step.Who} received {item}");
            patterns.RemoveAt(index);
        }
    }

    private async Task ReceiveNothingAsync(ScriptStep step)
    {
        await _barrier.SettleAsync(Limit());
        if (Find(step).Inbox.Items is [var item, ..])
            throw Failure(step, $"{step.Who} received {item}");
    }

    private async Task<Received> TakeAsync(ScriptStep step)
    {
        var item = await Find(step).Inbox.TakeAsync(Limit());
        Log(step.Who, "receives", item.ToString());
        if (item is Received.Closed or Received.Disconnected)
            Find(step).IsOver = true;
        if (item is Received.Element { Value: var element } && element.Name == Login.BindResult)
            Find(step).IsBound = true;
        return item;
    }

    private bool Matches(ElementPattern pattern, Received item) => item switch
    {
        Received.Element element => pattern.Matches(element.Value, _values),
        Received.Opened opened => pattern.Matches(opened.Header, _values),
        _ => false,
    };

    private async Task PassAsync(string amount)
    {
        var words = amount.Split(' ');
        var count = double.Parse(words[0], CultureInfo.InvariantCulture);
        await _barrier.SettleAsync(Limit());
        _server.Time.Advance(words[1] switch
        {
            "s" => TimeSpan.FromSeconds(count),
            "min" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => throw new FormatException($"{words[1]} is no unit"),
        });
        await _server.IdleAsync(); // What fell due is done before the next step.
    }

    /// <summary>What a component was told before it says or does something, it has read, and its server knows that: else it would be told to
    /// another when the stream ends by that.</summary>
    private Task HaveReadAsync(Participant participant) =>
        participant is { IsComponent: true, AnswersPings: true, IsManaged: false } ? _barrier.SettleAsync(Limit()) : Task.CompletedTask;

    private async Task DisconnectAsync(ScriptStep step)
    {
        if (_participants.TryGetValue(step.Who, out var participant))
            await HaveReadAsync(participant);
        await LeaveAsync(step.Who);
    }

    private async Task CloseAsync(ScriptStep step)
    {
        await HaveReadAsync(Find(step));
        await Find(step).SendAsync("</stream:stream>");
        await ReceiveAsync(step, new Received.Closed());
        await ReceiveAsync(step, new Received.Disconnected());
        await Find(step).Wire.Ended.WaitAsync(Limit()); // A client that has gone is not gone for its account at once.
        await _server.IdleAsync();
    }

    /// <summary>A stream error, whatever its text, and an orderly end (RFC 6120 §4.9.1.1).</summary>
    private async Task IsClosedAsync(ScriptStep step)
    {
        var condition = step.Object;
        var item = await TakeAsync(step);
        if (item is not Received.Element { Value: var error } || !StreamErrorOf(condition).Matches(error, _values))
            throw Failure(step, $"{step.Who} received {item}");
        await ReceiveAsync(step, new Received.Closed());
        await Find(step).SendAsync("</stream:stream>");
        await ReceiveAsync(step, new Received.Disconnected());
    }

    private static ElementPattern StreamErrorOf(string condition) => ElementPattern.ParseAll(
        $"<stream:error><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>...</stream:error>")[0];

    /// <summary>Only begins: what it means to those who are there is for them to tell.</summary>
    private Task ShutDownAsync()
    {
        _shutdown = _server.DrainAsync();
        return Task.CompletedTask;
    }

    private async Task LeaveAsync(string who)
    {
        if (!_participants.Remove(who, out var participant))
            return;
        await participant.DisposeAsync();
        await _server.IdleAsync();
    }

    private async Task TakeDownAsync(ScriptStep step, Transcript transcript)
    {
        await _barrier.SettleAsync(Limit());
        transcript.Add(step);
        foreach (var participant in _participants.Values.OrderBy(each => each.Name, StringComparer.Ordinal))
        {
            transcript.Add(participant.Name, participant.Inbox.Items);
            participant.Inbox.Clear();
        }
    }

    private async Task EndAsync()
    {
        await _shutdown.WaitAsync(Limit());
        await _barrier.SettleAsync(Limit());
        foreach (var participant in _participants.Values)
        {
            if (participant.Inbox.Items is [var item, ..] && !(participant.IsOver && item is Received.Disconnected))
                throw new XunitException($"the script does not say that {participant.Name} received {item}\n\n{_log}");
        }
    }

    private Participant Find(ScriptStep step) => _participants.TryGetValue(step.Who, out var participant)
        ? participant
        : throw Failure(step, $"{step.Who} is not connected");

    private XunitException Failure(ScriptStep step, string what) => new($"{step}\nbut {what}\n\n{_log}{Pending()}");

    private string Pending() => string.Concat(_participants.Values.SelectMany(
        participant => participant.Inbox.Items.Select(item => $"{participant.Name} has also received {item}\n")));

    private void Log(string who, string verb, string xml) =>
        _log.AppendLine(CultureInfo.InvariantCulture, $"{who} {verb} {xml}");

    private static string? LastWord(string text) => text.Length == 0 ? null : text.Split(' ')[^1];

    private static CancellationToken Limit() => new CancellationTokenSource(Patience).Token;
}
