using System.Text;

namespace XmppActors.Kernel.Hocon;

/// <content>Characters, white space, comments, and the keys of a path.</content>
internal sealed partial class HoconParser
{
    private void Advance()
    {
        if (_text[_at++] != '\n')
            return;
        _line++;
        _lineStart = _at;
    }

    private bool PeekIs(int ahead, char c) => _at + ahead < _text.Length && _text[_at + ahead] == c;

    private bool AtText(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private bool AtComment() => Current == '#' || (Current == '/' && PeekIs(1, '/'));

    private void SkipInline()
    {
        while (!AtEnd && IsInlineBlank(Current))
            Advance();
    }

    /// <summary>White space, new lines and comments.</summary>
    private void SkipBlank()
    {
        while (!AtEnd)
        {
            if (IsInlineBlank(Current) || Current == '\n')
            {
                Advance();
            }
            else if (AtComment())
            {
                while (!AtEnd && Current != '\n')
                    Advance();
            }
            else
            {
                return;
            }
        }
    }

    private static bool IsInlineBlank(char c) => c != '\n' && (char.IsWhiteSpace(c) || c == '\uFEFF');

    /// <summary>HOCON.md, unquoted strings: these characters need quotes.</summary>
    private static bool NeedsQuotes(char c) =>
        c is '$' or '"' or '{' or '}' or '[' or ']' or ':' or '=' or ',' or '+' or '#' or '`' or '^' or '?' or '!'
            or '@' or '*' or '&' or '\\' || char.IsControl(c);

    private string CurrentRune() => Rune.TryGetRuneAt(_text, _at, out var rune) ? rune.ToString() : "\uFFFD";

    /// <summary>The whole text as a path, for callers who hold just that; null when it is none.</summary>
    public HoconPath? ParseWholePath()
    {
        var path = ParsePath(insideSubstitution: false);
        return AtEnd ? path : null;
    }

    /// <summary>Reads keys parted by dots and leaves what follows; white space at their edges does not count.</summary>
    private HoconPath? ParsePath(bool insideSubstitution)
    {
        var keys = new List<string>();
        var key = new StringBuilder();
        var origin = Here;
        var hasKey = false;
        var blanks = 0;
        SkipInline();
        while (true)
        {
            if (!AtEnd && IsInlineBlank(Current))
            {
                blanks++;
                Advance();
                continue;
            }

            var ends = AtEnd || AtComment() || Current is '\n' or ':' or '=' or '+' or '{' or '}' or ',';
            if (ends || Current == '.')
            {
                if (!hasKey)
                {
                    Fault(
                        Here,
                        "a key is missing here",
                        "write the key; a key that is empty or has a dot in it stands in quotes");
                    return null;
                }

                keys.Add(key.ToString());
                if (ends)
                    return HoconPath.Of(keys);
                key.Clear();
                hasKey = false;
                blanks = 0;
                Advance();
                continue;
            }

            if (hasKey)
                key.Append(' ', blanks);
            blanks = 0;
            if (!ParseKeyPart(key, origin, insideSubstitution))
                return null;
            hasKey = true;
        }
    }

    private bool ParseKeyPart(StringBuilder key, HoconOrigin origin, bool insideSubstitution)
    {
        if (Current == '"')
        {
            if (ParseQuoted() is not { } quoted)
                return false;
            key.Append(quoted);
            return true;
        }

        if (NeedsQuotes(Current))
        {
            var inside = insideSubstitution ? "in the path of a substitution" : "in a key";
            Fault(
                Here,
                $"'{CurrentRune()}' cannot stand {inside} without quotes",
                $"write \"{RawUpTo(origin, ":={}")}\" in quotes");
            return false;
        }

        key.Append(Current);
        Advance();
        return true;
    }

    /// <summary>What stands from a place on this line up to one of some characters: shown in a mend.</summary>
    private string RawUpTo(HoconOrigin origin, string stops)
    {
        var start = _lineStart + origin.Column - 1;
        var end = _at;
        while (end < _text.Length && _text[end] != '\n' && !stops.Contains(_text[end]))
            end++;
        return _text[Math.Min(start, end)..end].Trim().Replace("\"", "", StringComparison.Ordinal);
    }
}
