using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Connections;

/// <summary>Takes what one connection reads. Calls come in the order of the stream and never two at a time.</summary>
/// <remarks>An implementation returns at once, keeps what it was given as long as it likes, and answers each item
/// sooner or later with <see cref="IXmppConnection.Processed"/>: that is the back-pressure.</remarks>
public interface IStanzaSink
{
    void OnStreamOpened(StreamHeader header);

    void OnStanza(Stanza stanza);

    /// <summary>A first-level element that is no stanza: negotiation, stream management.</summary>
    void OnElement(XmppElement element);

    /// <summary>The peer's closing tag, or <c>&lt;close/&gt;</c>. Nothing but <see cref="OnDisconnected"/> follows;
    /// answer with <see cref="IXmppConnection.Close"/>.</summary>
    void OnStreamClosed();

    /// <summary>The peer broke the rules of the stream. Nothing but <see cref="OnDisconnected"/> follows; answer with
    /// <see cref="IXmppConnection.Close"/> and this error.</summary>
    void OnStreamError(StreamError error);

    /// <summary><see cref="IXmppConnection.StartTls"/> succeeded; a new stream header follows.</summary>
    void OnTlsEstablished();

    /// <summary>The connection is gone. Always the last call, exactly once.</summary>
    void OnDisconnected(DisconnectReason reason);
}
