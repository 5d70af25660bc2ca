using System.Buffers;
using System.Diagnostics;

namespace XmppActors.Transport.Xml;

/// <summary>
/// Finds the end of a top-level element and checks on the way that it is what RFC 6120 §11 allows: well-formed, also in its namespaces, and free
/// of comments, processing instructions, document types and foreign entities.
/// </summary>
/// <remarks>
/// A state machine over one growing span: no byte is looked at twice, however the input is cut, and the verdict on a prefix of the element does
/// not depend on the cuts. Whether the bytes are UTF-8 is checked in one go at the end (<see cref="Characters"/>). Scanners are kept for reuse
/// by the thread, so an idle connection holds none.
/// </remarks>
internal sealed partial class ElementScanner
{
    private const string Controls =
        "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0B\x0C\x0E\x0F\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1A\x1B\x1C\x1D\x1E\x1F";

    private static readonly SearchValues<byte> EndsText = SearchValues.Create([.. "<&]"u8, .. ControlBytes]);
    private static readonly SearchValues<byte> EndsCData = SearchValues.Create([.. "]"u8, .. ControlBytes]);
    private static readonly SearchValues<byte> EndsSingleQuoted = SearchValues.Create([.. "'<&"u8, .. ControlBytes]);
    private static readonly SearchValues<byte> EndsDoubleQuoted = SearchValues.Create([.. "\"<&"u8, .. ControlBytes]);

    [ThreadStatic]
    private static ElementScanner? spare;

    private readonly PrefixScope _prefixes = new();
    private StreamScope _scope = StreamScope.Empty;
    private StreamLimits _limits = null!;
    private bool _isHeader;

    private State _state;
    private int _position;
    private int _tokenStart;
    private OpenElement[] _open = new OpenElement[16];
    private int _depth;

    private static byte[] ControlBytes => [.. Controls.Select(c => (byte)c)];

    private enum State : byte
    {
        Content,
        ReferenceInContent,
        CData,
        Markup,
        EndTagName,
        EndTagSpace,
        ElementName,
        TagSpace,
        BeforeAttribute,
        AttributeName,
        BeforeEquals,
        BeforeValue,
        Value,
        ReferenceInValue,
        EmptyTagEnd,
    }

    /// <summary>What is wrong, after <see cref="ScanStatus.Fault"/>.</summary>
    internal StreamError? Fault { get; private set; }

    /// <summary>Bytes of the element, once it is complete.</summary>
    internal int Length => _position;

    /// <summary>Where the content of the top-level element begins: behind its start tag.</summary>
    internal int PayloadStart { get; private set; }

    /// <summary>Where it ends: at its end tag.</summary>
    internal int PayloadEnd { get; private set; }

    internal static ElementScanner Rent()
    {
        var scanner = spare ?? new ElementScanner();
        spare = null;
        return scanner;
    }

    internal void Return()
    {
        _scope = StreamScope.Empty;
        _edits.Clear();
        _edits.Capacity = Math.Min(_edits.Capacity, 16);
        spare = this;
    }

    /// <summary>Makes ready for an element; for a stream header, which is only a start tag, that is all of it.</summary>
    internal void Begin(StreamScope scope, StreamLimits limits, bool isHeader)
    {
        (_scope, _limits, _isHeader) = (scope, limits, isHeader);
        _prefixes.Begin(scope);
        _state = State.Markup;
        _position = 0;
        _depth = 0;
        RootAttributeCount = 0;
        Fault = null;
        if (_edits.Count > 0)
            _edits.Clear();
    }

    /// <summary>Goes on where the last call stopped.</summary>
    /// <param name="item">From the element's <c>&lt;</c> to as far as bytes have come.</param>
    internal ScanStatus Scan(ReadOnlySpan<byte> item)
    {
        ScanStatus status;
        do
        {
            status = _state switch
            {
                State.Content => ScanContent(item),
                State.ReferenceInContent => ScanReferenceInContent(item),
                State.CData => ScanCData(item),
                State.Markup => ScanMarkup(item),
                State.EndTagName or State.EndTagSpace => ScanEndTag(item),
                _ => ScanStartTag(item),
            };
        }
        while (status == ScanStatus.Continue);
        return status;
    }

    private ScanStatus ScanContent(ReadOnlySpan<byte> item)
    {
        int position = _position;
        while (true)
        {
            if (position == item.Length || item[position] != '<') // Most tags follow upon another at once.
            {
                int found = item[position..].IndexOfAny(EndsText);
                if (found < 0)
                    return Stop(ScanStatus.NeedMoreData, State.Content, item.Length);
                position += found;
            }
            switch (item[position])
            {
                case (byte)'<':
                    return Stop(ScanStatus.Continue, State.Markup, position);
                case (byte)'&':
                    _tokenStart = position + 1;
                    return Stop(ScanStatus.Continue, State.ReferenceInContent, _tokenStart);
                case (byte)']':
                    var end = "]]>"u8;
                    int available = Math.Min(end.Length, item.Length - position);
                    if (!item.Slice(position, available).SequenceEqual(end[..available]))
                    {
                        position++;
                        break;
                    }
                    return available < end.Length ? Stop(ScanStatus.NeedMoreData, State.Content, position) : NotWellFormed();
                default:
                    return NotWellFormed();
            }
        }
    }

    private ScanStatus ScanReferenceInContent(ReadOnlySpan<byte> item)
    {
        var status = ScanReference(item);
        if (status == ScanStatus.Continue)
            _state = State.Content;
        return status;
    }

    /// <summary>Reads to the semicolon of a reference that begins at <see cref="_tokenStart"/>.</summary>
    private ScanStatus ScanReference(ReadOnlySpan<byte> item)
    {
        int position = _position;
        for (; position < item.Length && item[position] != ';'; position++)
        {
            if (NameBytes.ClassOf(item[position]) is not (NameBytes.Start or NameBytes.Inner) && item[position] != '#')
                return NotWellFormed();
        }
        _position = position;
        if (position == item.Length)
            return ScanStatus.NeedMoreData;
        _position++;
        var name = item[_tokenStart..position];
        if (References.TryResolve(name, out _))
            return ScanStatus.Continue;
        bool isEntity = !name.IsEmpty && NameBytes.ClassOf(name[0]) == NameBytes.Start && !name.Contains((byte)'#');
        return isEntity ? Fail(StreamErrorCondition.RestrictedXml) : NotWellFormed(); // RFC 6120 §11.1
    }

    private ScanStatus ScanCData(ReadOnlySpan<byte> item)
    {
        int position = _position;
        while (true)
        {
            int found = item[position..].IndexOfAny(EndsCData);
            if (found < 0)
                return Stop(ScanStatus.NeedMoreData, State.CData, item.Length);
            position += found;
            if (item[position] != ']')
                return NotWellFormed();
            var end = "]]>"u8;
            int available = Math.Min(end.Length, item.Length - position);
            if (!item.Slice(position, available).SequenceEqual(end[..available]))
            {
                position++;
                continue;
            }
            if (available < end.Length)
                return Stop(ScanStatus.NeedMoreData, State.CData, position);
            return Stop(ScanStatus.Continue, State.Content, position + end.Length);
        }
    }

    /// <summary>Decides what a <c>&lt;</c> begins.</summary>
    private ScanStatus ScanMarkup(ReadOnlySpan<byte> item)
    {
        Debug.Assert(item[_position] == '<');
        if (item.Length - _position < 2)
            return ScanStatus.NeedMoreData;
        switch (item[_position + 1])
        {
            case (byte)'/' when _depth > 0:
                _tokenStart = _position + 2;
                return Stop(ScanStatus.Continue, State.EndTagName, _tokenStart);
            case (byte)'!':
                return ScanDeclaration(item);
            case (byte)'?':
                return Fail(StreamErrorCondition.RestrictedXml);
            default:
                BeginStartTag(_position + 1);
                return ScanStatus.Continue;
        }
    }

    /// <summary>Of all that begins with <c>&lt;!</c>, only a CDATA section within an element may come.</summary>
    private ScanStatus ScanDeclaration(ReadOnlySpan<byte> item)
    {
        var start = "<![CDATA["u8;
        int available = Math.Min(start.Length, item.Length - _position);
        if (item.Slice(_position, available).SequenceEqual(start[..available]))
        {
            if (available < start.Length)
                return ScanStatus.NeedMoreData;
            return _depth > 0
                ? Stop(ScanStatus.Continue, State.CData, _position + start.Length)
                : Fail(StreamErrorCondition.BadFormat);
        }
        bool isCommentOrDocumentType = item[_position + 2] == '-' || char.IsAsciiLetter((char)item[_position + 2]);
        return isCommentOrDocumentType ? Fail(StreamErrorCondition.RestrictedXml) : NotWellFormed();
    }

    private ScanStatus ScanEndTag(ReadOnlySpan<byte> item)
    {
        ref readonly var open = ref _open[_depth - 1];
        if (_state == State.EndTagName)
        {
            var rest = open.Name(item)[(_position - _tokenStart)..];
            int available = Math.Min(rest.Length, item.Length - _position);
            if (!item.Slice(_position, available).SequenceEqual(rest[..available]))
                return NotWellFormed();
            _position += available;
            if (available < rest.Length)
                return ScanStatus.NeedMoreData;
            _state = State.EndTagSpace;
        }
        _position = SkipWhiteSpace(item, _position);
        if (_position == item.Length)
            return ScanStatus.NeedMoreData;
        if (item[_position] != '>')
            return NotWellFormed();
        if (open.LosesPrefix)
            _edits.Add(new Edit(_tokenStart, open.Colon + 1 - open.NameStart, []));
        int tagStart = _tokenStart - "</".Length;
        _position++;
        return CloseElement(tagStart);
    }

    /// <summary>Leaves the innermost element, whose content ended at <paramref name="contentEnd"/>.</summary>
    private ScanStatus CloseElement(int contentEnd)
    {
        _prefixes.Leave(_open[--_depth].Declarations);
        _state = State.Content;
        if (_depth > 0)
            return ScanStatus.Continue;
        PayloadEnd = contentEnd;
        return ScanStatus.Complete;
    }

    private static int SkipWhiteSpace(ReadOnlySpan<byte> item, int position)
    {
        while ((uint)position < (uint)item.Length && NameBytes.IsWhiteSpace(item[position]))
            position++;
        return position;
    }

    /// <summary>Leaves a note of where to go on, now or when more has come.</summary>
    private ScanStatus Stop(ScanStatus status, State next, int position)
    {
        _state = next;
        _position = position;
        return status;
    }

    private ScanStatus NotWellFormed() => Fail(StreamErrorCondition.NotWellFormed);

    private ScanStatus Fail(StreamErrorCondition condition, string? text = null)
    {
        Fault = new StreamError(condition, text);
        return ScanStatus.Fault;
    }
}
