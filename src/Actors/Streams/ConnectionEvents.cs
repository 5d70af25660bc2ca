using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>What a connection told its sink (<see cref="IStanzaSink"/>), as a message.</summary>
/// <remarks>Classes and not records: one is made for each stanza, and nobody compares them.</remarks>
internal abstract class ConnectionEvent(ActorStanzaSink sink)
{
    public ActorStanzaSink Sink { get; } = sink;
}

/// <summary>The initiating entity's stream header, the first or one after a restart.</summary>
internal sealed class StreamOpened(ActorStanzaSink sink, StreamHeader header) : ConnectionEvent(sink)
{
    public StreamHeader Header { get; } = header;
}

/// <summary>A stanza from the peer. (A <see cref="Transport.Stanzas.Stanza"/> told as itself is one for the
/// peer.)</summary>
internal sealed class StanzaRead(ActorStanzaSink sink, Stanza stanza) : ConnectionEvent(sink)
{
    public Stanza Stanza { get; } = stanza;
}

/// <summary>A top-level element that is no stanza.</summary>
internal sealed class ElementRead(ActorStanzaSink sink, XmppElement element) : ConnectionEvent(sink)
{
    public XmppElement Element { get; } = element;
}

/// <summary>The peer's closing tag.</summary>
internal sealed class StreamClosed(ActorStanzaSink sink) : ConnectionEvent(sink);

/// <summary>The peer broke the rules of XML streams: the answer is to close with this error.</summary>
internal sealed class StreamBroken(ActorStanzaSink sink, StreamError error) : ConnectionEvent(sink)
{
    public StreamError Error { get; } = error;
}

/// <summary>TLS protects the connection from here on; a new stream header follows.</summary>
internal sealed class TlsEstablished(ActorStanzaSink sink) : ConnectionEvent(sink);

/// <summary>The connection is gone; its last event.</summary>
internal sealed class Disconnected(ActorStanzaSink sink, DisconnectReason reason) : ConnectionEvent(sink)
{
    public DisconnectReason Reason { get; } = reason;
}
