namespace XmppActors.Conversations.Runner;

/// <summary>One who takes part over a connection: writes what the script says, and keeps what comes.</summary>
internal sealed class Participant : IAsyncDisposable
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Task _reading;
    private readonly Action<string, string> _log;

    public Participant(string name, IWire wire, Action<string, string> log)
    {
        Name = name;
        Wire = wire;
        _log = log;
        _reading = wire.ReadAllAsync(OnReceived);
    }

    public string Name { get; }

    public IWire Wire { get; }

    public Inbox Inbox { get; } = new();

    /// <summary>Has a resource, and the stream goes on.</summary>
    public bool IsBound { get; set; }

    /// <summary>The script has told the end of the stream.</summary>
    public bool IsOver
    {
        get;
        set
        {
            field = value;
            IsBound &= !value;
        }
    }

    /// <summary>XEP-0198 counts stanzas on this stream: a barrier must not be one.</summary>
    public bool IsManaged { get; set; }

    /// <summary>An external component: it is asked by pings what it has read.</summary>
    public bool IsComponent { get; set; }

    /// <summary>A component that answers the server's pings, of which the script hears nothing; else they are what it receives.</summary>
    public bool AnswersPings { get; set; } = true;

    public async Task SendAsync(string xml, bool isLogged = true)
    {
        if (isLogged)
            _log("sends", xml);
        await _writing.WaitAsync();
        try
        {
            await Wire.WriteAsync(xml);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Takes the next thing that comes but a stream's start tag; it must be an element of this name.</summary>
    public async Task<System.Xml.Linq.XElement> ExpectAsync(string localName, CancellationToken cancellationToken)
    {
        Received item;
        do
        {
            item = await Inbox.TakeAsync(cancellationToken);
        }
        while (item is Received.Opened);
        return item is Received.Element { Value: var element } && element.Name.LocalName == localName
            ? element
            : throw new InvalidOperationException($"{Name} should have received <{localName}/>, not {item}");
    }

    private void OnReceived(Received item)
    {
        if (AnswersPings && item is Received.Element { Value: var element } && Pings.IsFromServer(element))
            _ = SendAsync(Pings.AnswerTo(element), isLogged: false);
        else
            Inbox.Add(item);
    }

    /// <summary>Ends the connection, the stream or not.</summary>
    public async ValueTask DisposeAsync()
    {
        IsBound = false;
        await Wire.DisposeAsync();
        await _reading;
    }
}
