using System.Globalization;
using System.Xml.Linq;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Xep0198;

/// <summary>A client of XEP-0198 whose connection keeps breaking: it resumes, and sends again what had not arrived.</summary>
internal sealed class UnreliableClient(IConversationServer server, string who, CancellationToken cancellationToken)
    : IAsyncDisposable
{
    private const string Namespace = "urn:xmpp:sm:3";

    private readonly List<string> _unacknowledged = [];
    private Participant? _participant;
    private string _id = "";
    private uint _received;
    private uint _acknowledged;

    /// <summary>Ids of the messages that came, in order; one that came twice is in it twice.</summary>
    public List<string> Messages { get; } = [];

    public async Task StartAsync()
    {
        await ConnectAsync();
        await Login.BindAsync(_participant!, who, cancellationToken);
        await _participant!.SendAsync($"<enable xmlns='{Namespace}' resume='true'/>");
        _id = (await _participant.ExpectAsync("enabled", cancellationToken)).Attribute("id")!.Value;
    }

    public async Task SendAsync(string xml)
    {
        _unacknowledged.Add(xml);
        await _participant!.SendAsync(xml);
    }

    /// <summary>Asks the server how much it has handled; the answer is taken when it comes.</summary>
    public Task AskAsync() => _participant!.SendAsync($"<r xmlns='{Namespace}'/>");

    /// <summary>Takes the next thing that has come; false when nothing has.</summary>
    public async Task<bool> ReadAsync(bool wait)
    {
        if (!wait && _participant!.Inbox.Items.Count == 0)
            return false;
        var element = ((Received.Element)await _participant!.Inbox.TakeAsync(cancellationToken)).Value;
        switch (element.Name.LocalName)
        {
            case "message":
                _received++;
                Messages.Add(element.Attribute("id")!.Value);
                break;
            case "r":
                await _participant.SendAsync($"<a xmlns='{Namespace}' h='{_received}'/>");
                break;
            case "a":
                Acknowledge(element);
                break;
            default:
                throw new InvalidOperationException($"{who} did not expect {element}");
        }
        return true;
    }

    /// <summary>Loses the connection, with whatever was on its way, and resumes over another.</summary>
    public async Task BreakAsync()
    {
        await _participant!.DisposeAsync();
        await ConnectAsync();
        await _participant.SendAsync($"<resume xmlns='{Namespace}' previd='{_id}' h='{_received}'/>");
        Acknowledge(await _participant.ExpectAsync("resumed", cancellationToken));
        foreach (var xml in _unacknowledged)
            await _participant.SendAsync(xml);
    }

    public async ValueTask DisposeAsync()
    {
        if (_participant is not null)
            await _participant.DisposeAsync();
    }

    private async Task ConnectAsync()
    {
        _participant = new Participant(who, await server.ConnectAsync("c2s"), static (_, _) => { });
        await Login.AuthenticateAsync(_participant, who, cancellationToken);
    }

    private void Acknowledge(XElement element)
    {
        var handled = uint.Parse(element.Attribute("h")!.Value, CultureInfo.InvariantCulture);
        _unacknowledged.RemoveRange(0, (int)(handled - _acknowledged));
        _acknowledged = handled;
    }
}
