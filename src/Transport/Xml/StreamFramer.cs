using System.Buffers;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Transport.Xml;

/// <summary>Cuts a stream into its header, stanzas, other top-level elements and its end. One per connection; not thread-safe.</summary>
/// <param name="limits">What the peer may make us hold.</param>
/// <param name="kind">Decides which content namespaces the header may name.</param>
/// <param name="framing">With <see cref="StreamFraming.WebSocket"/>, each message is handed in to its end.</param>
public sealed class StreamFramer(StreamLimits limits, StreamKind kind, StreamFraming framing = StreamFraming.Stream)
{
    /// <summary>May be replaced between two reads, as after authentication.</summary>
    public StreamLimits Limits { get; set; } = limits;

    public StreamKind Kind { get; } = kind;

    public StreamFraming Framing { get; } = framing;

    /// <summary>The last stream header read.</summary>
    public StreamHeader? Header { get; private set; }

    /// <summary>Set when <see cref="Read"/> returned <see cref="FrameKind.Stanza"/>, until the next read.</summary>
    public Stanza? Stanza { get; private set; }

    /// <summary>Set when <see cref="Read"/> returned <see cref="FrameKind.Element"/>, until the next read.</summary>
    public XmppElement? Element { get; private set; }

    /// <summary>The peer's fault, once <see cref="Read"/> has returned <see cref="FrameKind.Error"/>.</summary>
    public StreamError? Error { get; private set; }

    /// <summary>Reads one item; what it consumed is cut off <paramref name="buffer"/>. Nothing needs to be kept for the next call.</summary>
    /// <param name="buffer">Input, cut anywhere.</param>
    /// <param name="isEndOfMessage">WebSocket only: the message ends where <paramref name="buffer"/> ends.</param>
    public FrameKind Read(ref ReadOnlySequence<byte> buffer, bool isEndOfMessage = false) => throw new NotSupportedException();

    /// <summary>What follows is a new stream header (RFC 6120 §4.3.3); a half-read element is forgotten.</summary>
    public void Restart() => Header = null;
}
