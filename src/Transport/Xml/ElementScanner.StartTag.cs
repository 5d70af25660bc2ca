using System.Buffers;

namespace XmppActors.Transport.Xml;

/// <content>Start tags and empty-element tags (XML 1.0 §3.1).</content>
internal sealed partial class ElementScanner
{
    private AttributeSpan[] _attributes = new AttributeSpan[16];
    private int _attributeCount;
    private int _firstAttribute;
    private bool _hasPrefixes;
    private int _xmlns;

    private int _nameStart;
    private int _colon;
    private int _nameEnd;
    private byte _quote;
    private int _valueStart;

    /// <summary>Of the top-level element.</summary>
    internal int RootAttributeCount { get; private set; }

    /// <summary>Attributes of the top-level element.</summary>
    internal ReadOnlySpan<AttributeSpan> RootAttributes => _attributes.AsSpan(0, RootAttributeCount);

    private void BeginStartTag(int nameStart)
    {
        BeginName(nameStart);
        _firstAttribute = _attributeCount = RootAttributeCount; // The top-level element's are kept to the end.
        _hasPrefixes = false;
        _xmlns = -1;
        _position = nameStart;
        _state = State.ElementName;
    }

    private void BeginName(int start)
    {
        _nameStart = start;
        _colon = 0;
    }

    /// <summary>One state for each place where the input may be cut; each falls through to the one that follows in the grammar.</summary>
    private ScanStatus ScanStartTag(ReadOnlySpan<byte> item)
    {
        int position = _position;
        ScanStatus status;
        switch (_state)
        {
            case State.ElementName:
                status = ScanName(item, position);
                position = _nameEnd;
                if (status != ScanStatus.Continue)
                    return Stop(status, State.ElementName, position);
                if (!TryOpenElement())
                    return Fail(StreamErrorCondition.PolicyViolation, "Elements are nested too deeply.");
                goto case State.TagSpace;

            case State.TagSpace: // Behind a name or a value: no attribute begins without white space.
                if (position == item.Length)
                    return Stop(ScanStatus.NeedMoreData, State.TagSpace, position);
                if (item[position] == '>')
                    return EndStartTag(item, position + 1, isEmpty: false);
                if (item[position] != '/' && !NameBytes.IsWhiteSpace(item[position]))
                    return NotWellFormed();
                goto case State.BeforeAttribute;

            case State.BeforeAttribute:
                position = SkipWhiteSpace(item, position);
                if (position == item.Length)
                    return Stop(ScanStatus.NeedMoreData, State.BeforeAttribute, position);
                if (item[position] == '>')
                    return EndStartTag(item, position + 1, isEmpty: false);
                if (item[position] == '/')
                {
                    position++;
                    goto case State.EmptyTagEnd;
                }
                BeginName(position);
                goto case State.AttributeName;

            case State.AttributeName:
                status = ScanName(item, position);
                position = _nameEnd;
                if (status != ScanStatus.Continue)
                    return Stop(status, State.AttributeName, position);
                goto case State.BeforeEquals;

            case State.BeforeEquals:
                position = SkipWhiteSpace(item, position);
                if (position == item.Length)
                    return Stop(ScanStatus.NeedMoreData, State.BeforeEquals, position);
                if (item[position++] != '=')
                    return NotWellFormed();
                goto case State.BeforeValue;

            case State.BeforeValue:
                position = SkipWhiteSpace(item, position);
                if (position == item.Length)
                    return Stop(ScanStatus.NeedMoreData, State.BeforeValue, position);
                _quote = item[position++];
                if (_quote is not ((byte)'\'' or (byte)'"'))
                    return NotWellFormed();
                _valueStart = position;
                goto case State.Value;

            case State.Value:
                int found = item[position..].IndexOfAny(_quote == '\'' ? EndsSingleQuoted : EndsDoubleQuoted);
                if (found < 0)
                    return Stop(ScanStatus.NeedMoreData, State.Value, item.Length);
                position += found;
                if (item[position] == _quote)
                {
                    status = AddAttribute(item, position++);
                    if (status != ScanStatus.Continue)
                        return status;
                    goto case State.TagSpace;
                }
                if (item[position] != '&')
                    return NotWellFormed();
                _tokenStart = ++position;
                goto case State.ReferenceInValue;

            case State.ReferenceInValue:
                _position = position;
                status = ScanReference(item);
                position = _position;
                if (status != ScanStatus.Continue)
                    return Stop(status, State.ReferenceInValue, position);
                goto case State.Value;

            case State.EmptyTagEnd:
            default:
                if (position == item.Length)
                    return Stop(ScanStatus.NeedMoreData, State.EmptyTagEnd, position);
                return item[position] == '>' ? EndStartTag(item, position + 1, isEmpty: true) : NotWellFormed();
        }
    }

    /// <summary>
    /// Reads to the end of a qualified name (Namespaces in XML 1.0 §4) that begins at <see cref="_nameStart"/>; <see cref="_nameEnd"/> is how
    /// far it came.
    /// </summary>
    private ScanStatus ScanName(ReadOnlySpan<byte> item, int position)
    {
        while (true)
        {
            // Compared as unsigned, so that the bounds are not checked a second time.
            while ((uint)position < (uint)item.Length && NameBytes.IsPlain(item[position]))
                position++;
            _nameEnd = position;
            if (position == item.Length)
                return ScanStatus.NeedMoreData;

            byte found = NameBytes.ClassOf(item[position]);
            if (found == NameBytes.None)
                break;
            var status = found == NameBytes.Colon ? ScanColon(position) : ScanBeyondAscii(item, position);
            if (status != ScanStatus.Continue)
                return status;
            position = _nameEnd;
        }
        int localStart = _colon == 0 ? _nameStart : _colon + 1;
        bool isName = localStart < position
            && NameBytes.ClassOf(item[_nameStart]) != NameBytes.Inner
            && NameBytes.ClassOf(item[localStart]) != NameBytes.Inner;
        return isName ? ScanStatus.Continue : NotWellFormed();
    }

    private ScanStatus ScanColon(int position)
    {
        if (_colon != 0 || position == _nameStart)
            return NotWellFormed();
        _colon = position;
        _nameEnd = position + 1;
        return ScanStatus.Continue;
    }

    private ScanStatus ScanBeyondAscii(ReadOnlySpan<byte> item, int position)
    {
        bool isFirst = position == _nameStart || position == _colon + 1;
        var status = NameBytes.Read(item[position..], isFirst, out int length);
        _nameEnd = position + length;
        return status switch
        {
            OperationStatus.Done => ScanStatus.Continue,
            OperationStatus.NeedMoreData => ScanStatus.NeedMoreData,
            _ => Fail(length == 0 ? StreamErrorCondition.UnsupportedEncoding : StreamErrorCondition.NotWellFormed),
        };
    }

    private bool TryOpenElement()
    {
        if (_depth >= _limits.Depth)
            return false;
        if (_depth == _open.Length)
            Array.Resize(ref _open, 2 * _depth);
        _open[_depth++] = new OpenElement(_nameStart, _colon, _nameEnd, _prefixes.Count, LosesPrefix: false);
        return true;
    }

    private ScanStatus AddAttribute(ReadOnlySpan<byte> item, int valueEnd)
    {
        var attribute = new AttributeSpan(_nameStart, _colon, _nameEnd, _valueStart, valueEnd);
        var name = attribute.Name(item);
        for (int i = _firstAttribute; i < _attributeCount; i++)
        {
            if (name.SequenceEqual(_attributes[i].Name(item)))
                return NotWellFormed();
        }
        if (_attributeCount - _firstAttribute >= _limits.Attributes)
            return Fail(StreamErrorCondition.PolicyViolation, "An element has too many attributes.");
        if (_attributeCount == _attributes.Length)
            Array.Resize(ref _attributes, 2 * _attributeCount);
        if (_colon != 0)
            _hasPrefixes = true;
        else if (name.SequenceEqual("xmlns"u8))
            _xmlns = _attributeCount;
        _attributes[_attributeCount++] = attribute;
        return ScanStatus.Continue;
    }

    private ScanStatus EndStartTag(ReadOnlySpan<byte> item, int position, bool isEmpty)
    {
        _position = position;
        ref var element = ref _open[_depth - 1];
        if (_xmlns >= 0 && !IsAllowed(prefix: default, _attributes[_xmlns].Value(item)))
            return NotWellFormed();
        if (_hasPrefixes || element.Colon != 0)
        {
            var status = ResolvePrefixes(item, element);
            if (status != ScanStatus.Continue)
                return status;
        }
        if (_depth == 1)
        {
            RootAttributeCount = _attributeCount;
            PayloadStart = position;
            var status = ReadRoot(item, element, isEmpty);
            if (status != ScanStatus.Continue)
                return status;
        }
        else if (_depth == 2 && (_xmlns >= 0 || element.Colon != 0 || _childrenNeedDefault))
        {
            NormalizeChild(item, ref element);
        }
        return isEmpty ? CloseElement(contentEnd: position) : Stop(ScanStatus.Continue, State.Content, position);
    }
}
