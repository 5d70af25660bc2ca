using System.Buffers;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Transport.Xml;

/// <summary>Cuts a stream into its header, stanzas, other top-level elements and its end. One per connection; not thread-safe.</summary>
/// <remarks>
/// Input may be cut anywhere. An element that is whole in the input is scanned where it lies; one that is cut off is gathered in a rented array,
/// each byte of it copied once and looked at once. Between elements the framer holds no memory but itself.
/// </remarks>
/// <param name="limits">What the peer may make us hold.</param>
/// <param name="kind">Decides which content namespaces the header may name.</param>
/// <param name="framing">With <see cref="StreamFraming.WebSocket"/>, each message is handed in to its end.</param>
public sealed class StreamFramer(StreamLimits limits, StreamKind kind, StreamFraming framing = StreamFraming.Stream)
{
    private StreamScope _scope = StreamScope.Empty;
    private Stage _stage;
    private Token _token;
    private ElementScanner? _scanner;
    private GatheredBytes _gathered;
    private int _searched;
    private int _declarationBytes;
    private bool _messageHasElement;

    private enum Stage : byte
    {
        Header,
        Content,
        Closed,
        Failed,
    }

    /// <summary>What the bytes under way are.</summary>
    private enum Token : byte
    {
        None,
        XmlDeclaration,
        Element,
        ClosingTag,
    }

    /// <summary>May be replaced between two reads, as after authentication; holds from the next element on.</summary>
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
    public FrameKind Read(ref ReadOnlySequence<byte> buffer, bool isEndOfMessage = false)
    {
        Stanza = null;
        Element = null;
        var found = FrameKind.NeedMoreData;
        while (found == FrameKind.NeedMoreData && !buffer.IsEmpty)
        {
            found = ReadSegment(buffer.FirstSpan, out int consumed);
            buffer = consumed > 0 ? buffer.Slice(consumed) : SkipEmptySegment(buffer);
        }
        if (found == FrameKind.NeedMoreData && _token == Token.None)
            ReturnScanner();
        if (isEndOfMessage && buffer.IsEmpty && Framing == StreamFraming.WebSocket)
        {
            _messageHasElement = false;
            if (_gathered.Length > 0)
                return Fail(StreamErrorCondition.NotWellFormed, "A message ended within an element.");
        }
        return _stage == Stage.Failed ? FrameKind.Error : found;
    }

    /// <summary>What follows is a new stream header (RFC 6120 §4.3.3); a half-read element is forgotten.</summary>
    public void Restart()
    {
        EndToken();
        ReturnScanner();
        _scope = StreamScope.Empty;
        _declarationBytes = 0;
        if (_stage != Stage.Failed)
            _stage = Stage.Header;
    }

    private static ReadOnlySequence<byte> SkipEmptySegment(ReadOnlySequence<byte> buffer)
    {
        var next = buffer.Start;
        return buffer.TryGet(ref next, out var segment) && segment.IsEmpty ? buffer.Slice(next) : buffer;
    }

    /// <summary>Reads on in one contiguous piece of input; consumes all of it, or up to the end of an item.</summary>
    private FrameKind ReadSegment(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = bytes.Length;
        if (_stage >= Stage.Closed)
            return _stage == Stage.Failed ? FrameKind.Error : FrameKind.NeedMoreData;

        FrameKind found;
        int length;
        int gathered = _gathered.Length;
        if (gathered > 0)
        {
            // Not all at once: what lies behind the element would be copied in vain.
            consumed = _gathered.Append(bytes[..Math.Min(bytes.Length, GatheredBytes.MaxPiece)]);
            found = ReadToken(_gathered.Span, out length);
            if (length > 0)
                consumed = length - gathered;
        }
        else
        {
            int start = SkipKeepAlive(bytes);
            if (start == bytes.Length)
                return FrameKind.NeedMoreData;
            bytes = bytes[start..];
            found = ReadToken(bytes, out length);
            if (length > 0)
                consumed = start + length;
            else if (found == FrameKind.NeedMoreData)
                _gathered.Append(bytes);
        }
        if (length > 0)
            EndToken();
        return found;
    }

    /// <summary>White space between elements keeps connections alive (RFC 6120 §4.6.1).</summary>
    private static int SkipKeepAlive(ReadOnlySpan<byte> bytes)
    {
        int start = 0;
        while (start < bytes.Length && NameBytes.IsWhiteSpace(bytes[start]))
            start++;
        return start;
    }

    private void EndToken()
    {
        _gathered.Release();
        _token = Token.None;
        _searched = 0;
    }

    private void ReturnScanner()
    {
        _scanner?.Return();
        _scanner = null;
    }

    /// <summary>Reads on in what begins an item; <paramref name="length"/> is 0 until it is whole.</summary>
    private FrameKind ReadToken(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        if (_token == Token.None)
        {
            var fault = Recognize(bytes);
            if (fault is not null)
                return Fail(fault.Value);
        }
        int limit = _stage == Stage.Header ? Limits.HeaderBytes - _declarationBytes : Limits.StanzaBytes;
        bool isTooLong = bytes.Length > limit;
        if (isTooLong)
            bytes = bytes[..Math.Max(limit, 0)]; // What the peer sent within the limit is judged alike however it arrived.

        var found = _token switch
        {
            Token.Element => ReadElement(bytes, out length),
            Token.XmlDeclaration => ReadXmlDeclaration(bytes, out length),
            Token.ClosingTag => ReadClosingTag(bytes, out length),
            _ => FrameKind.NeedMoreData,
        };
        bool isUnfinished = found == FrameKind.NeedMoreData && length == 0;
        return isUnfinished && isTooLong
            ? Fail(StreamErrorCondition.PolicyViolation, $"An element is longer than {limit} bytes.")
            : found;
    }

    /// <summary>Looks at the first two bytes of an item; leaves it open while there is only one.</summary>
    private StreamErrorCondition? Recognize(ReadOnlySpan<byte> bytes)
    {
        bool isHeader = _stage == Stage.Header;
        if (bytes[0] is 0xFE or 0xFF or 0)
            return StreamErrorCondition.UnsupportedEncoding; // UTF-16 or UTF-32.
        if (bytes[0] != '<')
            return isHeader ? StreamErrorCondition.NotWellFormed : StreamErrorCondition.BadFormat;
        if (bytes.Length == 1)
            return null;
        switch (bytes[1])
        {
            case (byte)'?':
                _token = Token.XmlDeclaration;
                return isHeader && _declarationBytes == 0 ? null : StreamErrorCondition.RestrictedXml;
            case (byte)'/':
                _token = Token.ClosingTag;
                return isHeader || Framing == StreamFraming.WebSocket ? StreamErrorCondition.NotWellFormed : null;
            case 0:
                return StreamErrorCondition.UnsupportedEncoding;
            default:
                _token = Token.Element;
                _scanner ??= ElementScanner.Rent();
                _scanner.Begin(_scope, Limits, isHeader && Framing == StreamFraming.Stream);
                return null;
        }
    }

    private FrameKind ReadXmlDeclaration(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        int found = bytes[_searched..].IndexOf("?>"u8);
        if (found < 0)
        {
            _searched = bytes.Length - 1;
            return FrameKind.NeedMoreData;
        }
        length = _declarationBytes = _searched + found + "?>".Length;
        var fault = XmlDeclaration.Check(bytes[..length]);
        return fault is null ? FrameKind.NeedMoreData : Fail(fault.Value);
    }

    private FrameKind ReadClosingTag(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        int found = bytes[_searched..].IndexOf((byte)'>');
        if (found < 0)
        {
            _searched = bytes.Length;
            return FrameKind.NeedMoreData;
        }
        length = _searched + found + 1;
        var name = bytes["</".Length..(length - 1)].TrimEnd(" \t\r\n"u8);
        return name.SequenceEqual(_scope.Name) ? Close() : Fail(StreamErrorCondition.NotWellFormed);
    }

    private FrameKind ReadElement(ReadOnlySpan<byte> bytes, out int length)
    {
        length = 0;
        var scanner = _scanner!; // Since the element was recognised.
        var status = scanner.Scan(bytes);
        if (status == ScanStatus.NeedMoreData)
            return FrameKind.NeedMoreData;
        if (status == ScanStatus.Fault)
            return Fail(scanner.Fault!);

        length = scanner.Length;
        var element = bytes[..length];
        if (Characters.Check(element) is { } fault)
            return Fail(fault);
        if (Framing == StreamFraming.WebSocket && _messageHasElement)
            return Fail(StreamErrorCondition.NotWellFormed, "A message holds more than one element.");
        _messageHasElement = true;
        if (IsClose(element, scanner))
            return Close();
        return _stage == Stage.Header ? Open(element, scanner) : Deliver(element, scanner);
    }

    private bool IsClose(ReadOnlySpan<byte> element, ElementScanner scanner) =>
        Framing == StreamFraming.WebSocket
        && scanner.RootNamespace == Namespaces.Framing
        && scanner.Root.LocalName(element).SequenceEqual("close"u8);

    private FrameKind Open(ReadOnlySpan<byte> element, ElementScanner scanner)
    {
        StreamHeader header;
        var error = Framing == StreamFraming.WebSocket
            ? HeaderReader.TryReadOpen(element, scanner, Kind, out header, out var scope)
            : HeaderReader.TryRead(element, scanner, Kind, out header, out scope);
        if (error is not null)
            return Fail(error);
        Header = header with { ByteCount = _declarationBytes + element.Length };
        _scope = scope;
        _stage = Stage.Content;
        return FrameKind.StreamOpened;
    }

    private FrameKind Deliver(ReadOnlySpan<byte> element, ElementScanner scanner)
    {
        if (scanner.Edits.Count > 0 && new TopLevelCopy(element, scanner, _scope).MeasurePayload() > Limits.StanzaBytes)
            return Fail(StreamErrorCondition.PolicyViolation, "An element is too long with its namespaces made explicit.");
        if (scanner.IsStanza)
        {
            Stanza = StanzaReader.Read(element, scanner, _scope);
            return FrameKind.Stanza;
        }
        Element = ElementReader.Read(element, scanner, _scope);
        return FrameKind.Element;
    }

    private FrameKind Close()
    {
        _stage = Stage.Closed;
        return FrameKind.StreamClosed;
    }

    private FrameKind Fail(StreamErrorCondition condition, string? text = null) => Fail(new StreamError(condition, text));

    private FrameKind Fail(StreamError error)
    {
        Error = error;
        _stage = Stage.Failed;
        EndToken();
        ReturnScanner();
        return FrameKind.Error;
    }
}
