using System.Collections.Concurrent;
using System.Threading.Channels;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Connections;

/// <summary>Keeps what it is told as lines of text, in order, to be awaited one by one.</summary>
internal sealed class RecordingSink : IStanzaSink
{
    private readonly Channel<string> _calls = Channel.CreateUnbounded<string>();
    private int _inside;

    public IXmppConnection Connection { get; set; } = null!;

    /// <summary>Whether each item is processed as soon as it is told.</summary>
    public bool ProcessesAtOnce { get; set; } = true;

    /// <summary>Runs within the call, after the record.</summary>
    public Action<RecordingSink, object>? OnItem { get; set; }

    public ConcurrentQueue<Stanza> Stanzas { get; } = new();

    public ConcurrentQueue<XmppElement> Elements { get; } = new();

    /// <summary>Calls of OnDisconnected, and calls after it.</summary>
    public int Ends { get; private set; }

    public int CallsAfterEnd { get; private set; }

    /// <summary>The next call.</summary>
    public async Task<string> NextAsync() =>
        await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    public async Task ExpectAsync(params string[] calls)
    {
        foreach (string call in calls)
            Assert.Equal(call, await NextAsync());
    }

    /// <summary>Whether nothing more has been told.</summary>
    public bool IsQuiet => _calls.Reader.Count == 0;

    public void OnStreamOpened(StreamHeader header) => Tell($"opened to {header.To}", header, header.ByteCount);

    public void OnStanza(Stanza stanza)
    {
        Stanzas.Enqueue(stanza);
        Tell($"{stanza.Kind} {stanza.Id}", stanza, stanza.ByteCount);
    }

    public void OnElement(XmppElement element)
    {
        Elements.Enqueue(element);
        Tell(element.Name.LocalName, element, element.ByteCount);
    }

    public void OnStreamClosed() => Tell("closed", "closed", 0);

    public void OnStreamError(StreamError error) => Tell($"error {error.Condition}", error, 0);

    public void OnTlsEstablished() => Tell("tls", "tls", 0);

    public void OnDisconnected(DisconnectReason reason)
    {
        Ends++;
        Tell($"disconnected {reason}", reason, 0);
    }

    private void Tell(string call, object item, int bytes)
    {
        Assert.Equal(1, Interlocked.Increment(ref _inside)); // Never two at a time.
        if (Ends > 0 && item is not DisconnectReason)
            CallsAfterEnd++;
        _calls.Writer.TryWrite(call);
        try
        {
            OnItem?.Invoke(this, item);
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
        if (ProcessesAtOnce && bytes > 0)
            Connection.Processed(bytes);
    }
}
