using System.Globalization;
using System.Text;

namespace XmppActors.Kernel.Hocon;

/// <content>Values: text, lists, objects, substitutions, and their concatenation.</content>
internal sealed partial class HoconParser
{
    /// <summary>Reads parts up to the end of the line, a comma or a closing bracket; null after a fault.</summary>
    private Syntax? ParseValue()
    {
        var origin = Here;
        var parts = new List<Syntax>();
        while (true)
        {
            var blankStart = _at;
            var blankOrigin = Here;
            SkipInline();
            if (AtEnd || Current is '\n' or ',' or '}' or ']' || AtComment())
                break;
            if (parts.Count > 0 && _at > blankStart)
                parts.Add(new TextSyntax(blankOrigin, _text[blankStart.._at], quoted: false) { IsBlank = true });
            if (ParsePart() is not { } part)
                return null;
            parts.Add(part);
        }

        return parts.Count == 1 ? parts[0] : new ConcatenationSyntax(origin, parts);
    }

    private Syntax? ParsePart()
    {
        var origin = Here;
        switch (Current)
        {
            case '{' or '[':
                return ParseNested(origin);
            case '"':
                return ParseQuoted() is { } quoted ? new TextSyntax(origin, quoted, quoted: true) : null;
            case '$' when PeekIs(1, '{'):
                return ParseSubstitution(origin);
            default:
                return ParseUnquoted(origin);
        }
    }

    private Syntax? ParseNested(HoconOrigin origin)
    {
        if (_depth == MaxDepth)
        {
            Fault(origin, $"more than {MaxDepth} braces and brackets within each other", "write it flatter");
            _at = _text.Length;
            return null;
        }

        _depth++;
        var isObject = Current == '{';
        Advance();
        Syntax? nested;
        if (isObject)
        {
            var members = new ObjectSyntax(origin);
            ParseMembers(members, origin);
            nested = members;
        }
        else
        {
            nested = ParseItems(origin);
        }

        _depth--;
        return nested;
    }

    private ArraySyntax? ParseItems(HoconOrigin open)
    {
        var outer = _path;
        _path = null;
        var items = new List<Syntax>();
        var afterComma = true;
        while (true)
        {
            SkipBlank();
            if (AtEnd || Current == '}')
            {
                Fault(open, "this '[' is never closed", "add the missing ']'");
                _path = outer;
                return null;
            }

            if (Current == ']')
            {
                Advance();
                _path = outer;
                return new ArraySyntax(open, items);
            }

            if (Current == ',')
            {
                if (afterComma)
                    Fault(Here, "a comma without a value before it", "remove the comma");
                Advance();
                afterComma = true;
                continue;
            }

            if (ParseValue() is { } item)
                items.Add(item);
            else
                SkipRestOfItem();
            afterComma = false;
        }
    }

    private void SkipRestOfItem()
    {
        while (!AtEnd && Current is not ('\n' or ',' or ']'))
            Advance();
    }

    private TextSyntax? ParseUnquoted(HoconOrigin origin)
    {
        var start = _at;
        while (!AtEnd && !IsInlineBlank(Current) && Current != '\n' && !AtComment())
        {
            if (NeedsQuotes(Current) && !AtExponentSign(start))
            {
                if (_at > start && Current is '$' or '"' or '{' or '[' or ',' or '}' or ']')
                    break;
                Fault(
                    Here,
                    $"'{CurrentRune()}' cannot stand in a value without quotes",
                    "put the whole value in quotes, as in \"*:5222\"");
                return null;
            }

            Advance();
        }

        return new TextSyntax(origin, _text[start.._at], quoted: false);
    }

    /// <summary>The plus of 1e+5, the one place where it needs no quotes.</summary>
    private bool AtExponentSign(int start) =>
        Current == '+' && _at > start + 1 && _text[_at - 1] is 'e' or 'E' && char.IsAsciiDigit(_text[start])
        && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]);

    private SubstitutionSyntax? ParseSubstitution(HoconOrigin origin)
    {
        Advance();
        Advance();
        var optional = Current == '?';
        if (optional)
            Advance();
        if (ParsePath(insideSubstitution: true) is not { } path)
            return null;
        if (Current != '}')
        {
            Fault(origin, "this '${' is never closed", "add the missing '}'");
            return null;
        }

        Advance();
        IReadOnlyList<HoconPath> paths = _includedAt is { Keys.Count: > 0 } place ? [place.Then(path), path] : [path];
        return new SubstitutionSyntax(origin, paths, optional);
    }

    private string? ParseQuoted()
    {
        var origin = Here;
        if (AtText("\"\"\""))
            return ParseTripleQuoted(origin);

        Advance();
        var text = new StringBuilder();
        while (!AtEnd && Current != '\n')
        {
            var c = Current;
            if (c == '"')
            {
                Advance();
                return text.ToString();
            }

            if (c == '\\')
            {
                if (!ParseEscape(text))
                    return null;
                continue;
            }

            text.Append(c);
            Advance();
        }

        Fault(
            origin,
            "this text in quotes does not end on its line",
            "add the closing quote, or use three quotes for several lines");
        return null;
    }

    private string? ParseTripleQuoted(HoconOrigin origin)
    {
        for (var i = 0; i < 3; i++)
            Advance();
        var start = _at;
        while (!AtEnd && !AtText("\"\"\""))
            Advance();
        if (AtEnd)
        {
            Fault(origin, "this text in three quotes is never closed", "add the missing \"\"\"");
            return null;
        }

        // Of more than three quotes the last three close: the others belong to the text.
        while (PeekIs(3, '"'))
            Advance();
        var text = _text[start.._at];
        for (var i = 0; i < 3; i++)
            Advance();
        return text;
    }

    private bool ParseEscape(StringBuilder text)
    {
        var origin = Here;
        Advance();
        var c = Current;
        if (c == 'u')
        {
            if (_at + 4 < _text.Length
                && ushort.TryParse(
                    _text.AsSpan(_at + 1, 4),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var code))
            {
                text.Append((char)code);
                for (var i = 0; i < 5; i++)
                    Advance();
                return true;
            }

            Fault(origin, "\\u needs four hexadecimal digits", "write for example \\u00e9");
            return false;
        }

        var at = "\"\\/bfnrt".IndexOf(c, StringComparison.Ordinal);
        if (AtEnd || at < 0)
        {
            Fault(origin, "'\\' begins no known escape", "write \\\\ for a backslash, or use three quotes");
            return false;
        }

        text.Append("\"\\/\b\f\n\r\t"[at]);
        Advance();
        return true;
    }
}
