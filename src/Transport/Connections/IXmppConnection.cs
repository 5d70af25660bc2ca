using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Connections;

/// <summary>One connection and the stream on it. Every member may be called from any thread, and none ever
/// blocks.</summary>
/// <remarks>Calls after the end are ignored: <see cref="IStanzaSink.OnDisconnected"/> has told the sink, or
/// will.</remarks>
public interface IXmppConnection
{
    /// <summary>Replaced when TLS is established.</summary>
    ConnectionInfo Info { get; }

    /// <summary>Set it while an item is not yet <see cref="Processed"/> in lock-step, or within a call of the present
    /// sink: the next item goes to the new one.</summary>
    IStanzaSink Sink { get; set; }

    /// <summary>Appends to the pending output, which leaves together at the end of the turn.</summary>
    void Write(Stanza stanza);

    /// <inheritdoc cref="Write(Stanza)"/>
    void Write(XmppElement element);

    /// <inheritdoc cref="Write(Stanza)"/>
    void Write(StreamHeader header);

    /// <summary>The sink is done with items of together <paramref name="bytes"/> bytes (their
    /// <c>ByteCount</c>).</summary>
    void Processed(int bytes);

    /// <summary>Most bytes of items delivered and not yet <see cref="Processed"/>; at it, the reader pauses and TCP
    /// holds the peer. 0, as at the start, is lock-step: one item at a time, and nothing beyond it is even
    /// parsed.</summary>
    int ReadWindow { get; set; }

    /// <summary>Whether the peer has ended its side, so far as that can be known: a paused reader does not come to the end of the input, and
    /// <see cref="IStanzaSink.OnDisconnected"/> has to wait for it. Items that came before the end may still be unread.</summary>
    bool IsPeerGone { get; }

    /// <summary>Bounds of the input; takes effect with the next item. Raised after authentication.</summary>
    StreamLimits Limits { get; set; }

    /// <summary>The next input is a new stream header (RFC 6120 §4.3.3). Call it in lock-step, before
    /// <see cref="Processed"/>.</summary>
    void ExpectRestart();

    /// <summary>Flushes what is pending (the <c>&lt;proceed/&gt;</c>) and begins the TLS handshake, as its server, or as its client on a
    /// connection that we have dialled; then <see cref="IStanzaSink.OnTlsEstablished"/> or <see cref="IStanzaSink.OnDisconnected"/>. Call it in lock-step,
    /// instead of <see cref="Processed"/>. Bytes that came after <c>&lt;starttls/&gt;</c> or <c>&lt;proceed/&gt;</c> are an injection: the
    /// connection ends. RFC 6120 §5.4.3.3.</summary>
    void StartTls();

    /// <summary>Writes the error, if any, and the closing tag, after a stream header if none was written yet; waits a
    /// bounded time for the peer's; closes. What is read meanwhile is discarded. RFC 6120 §4.4, §4.9.1.1.</summary>
    void Close(StreamError? error = null);

    /// <summary>Drops the connection at once, with whatever is pending.</summary>
    void Abort();
}
