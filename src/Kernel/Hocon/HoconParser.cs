namespace XmppActors.Kernel.Hocon;

/// <summary>Reads one text into syntax. A mistake is noted with its mend, and reading goes on with the next
/// line.</summary>
/// <remarks>HOCON.md: syntax, value concatenation, path expressions, includes. Here: objects and their
/// members.</remarks>
internal sealed partial class HoconParser
{
    /// <summary>Braces and brackets within each other; a bound, because a parser descends on the stack.</summary>
    private const int MaxDepth = 100;

    private readonly HoconSource _source;
    private readonly List<HoconFault> _faults;
    private readonly HoconIncludes _includes;
    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _depth;

    /// <summary>The path of the object being read; null inside a list, whose elements have none.</summary>
    private HoconPath? _path = HoconPath.Root;

    public HoconParser(
        HoconSource source, List<HoconFault> faults) : this(source, faults, HoconIncludes.None, HoconPath.Root)
    {
    }

    private HoconParser(HoconSource source, List<HoconFault> faults, HoconIncludes includes, HoconPath? includedAt)
    {
        _source = source;
        _faults = faults;
        _includes = includes.With(source);
        _includedAt = includedAt;
        _text = source.Text;
        if (_text.StartsWith('\uFEFF'))
            _at = _lineStart = 1;
    }

    /// <summary>Where the file stands in the including one: its substitutions are first taken relative to
    /// there.</summary>
    private readonly HoconPath? _includedAt;

    private bool AtEnd => _at >= _text.Length;

    private char Current => AtEnd ? '\0' : _text[_at];

    private HoconOrigin Here => new(_source.Name, _source.HasLines ? _line : 0, _at - _lineStart + 1);

    /// <summary>Reads the whole text; braces around it may be left out.</summary>
    public ObjectSyntax ParseRoot()
    {
        var root = new ObjectSyntax(Here);
        SkipBlank();
        if (Current == '[' && !AtEnd)
        {
            Fault(Here, "the file begins with a list", "a configuration is an object: write key = [ … ]");
            return root;
        }

        if (Current == '{')
        {
            var open = Here;
            Advance();
            ParseMembers(root, open);
            SkipBlank();
            if (!AtEnd)
                Fault(
                    Here,
                    "text follows the closing '}' of the file",
                    "put it inside the braces, or leave the outer braces out");
            return root;
        }

        ParseMembers(root, open: null);
        return root;
    }

    private void ParseMembers(ObjectSyntax into, HoconOrigin? open)
    {
        var afterMember = false;
        while (true)
        {
            SkipBlank();
            if (AtEnd)
            {
                if (open is { } brace)
                    Fault(brace, "this '{' is never closed", "add the missing '}'");
                return;
            }

            switch (Current)
            {
                case '}' when open is not null:
                    Advance();
                    return;
                case '}' or ']':
                    Fault(Here, $"'{Current}' closes nothing", "remove it, or add what opens it");
                    Advance();
                    break;
                case ',':
                    if (!afterMember)
                        Fault(Here, "a comma without a value before it", "remove the comma");
                    Advance();
                    afterMember = false;
                    break;
                default:
                    if (!ParseMember(into) || !AtMemberEnd())
                        SkipRestOfMember();
                    afterMember = true;
                    break;
            }
        }
    }

    private bool ParseMember(ObjectSyntax into)
    {
        if (AtInclude())
            return ParseInclude(into);

        var keyOrigin = Here;
        if (ParsePath(insideSubstitution: false) is not { } path)
            return false;

        var name = path.ToString();
        var appends = false;
        switch (Current)
        {
            case '{':
                break;
            case ':' or '=':
                Advance();
                break;
            case '+' when PeekIs(1, '='):
                Advance();
                Advance();
                appends = true;
                break;
            default:
                Fault(keyOrigin, $"key {name} has no value", $"write {name} = value");
                return false;
        }

        var outer = _path;
        _path = outer?.Then(path);
        var value = ParseMemberValue(name, keyOrigin);
        _path = outer;
        if (value is null)
            return false;

        Assign(into, path, appends ? Append(value) : value);
        return true;
    }

    private Syntax? ParseMemberValue(string name, HoconOrigin keyOrigin)
    {
        var line = _line;
        SkipBlank();
        if (AtEnd || Current is '}' or ']' or ',')
        {
            Fault(keyOrigin, $"key {name} has no value", $"write {name} = value");
            return null;
        }

        // "a =" and on the next line "b = 1": b is a key, not a's value.
        if (_line != line && NextLineIsMember())
        {
            Fault(keyOrigin, $"key {name} has no value", $"write {name} = value");
            return null;
        }

        return ParseValue();
    }

    /// <summary><c>a += b</c> is <c>a = ${?a} [b]</c>.</summary>
    private static ConcatenationSyntax Append(Syntax value) =>
        new(value.Origin, [new PreviousSyntax(value.Origin), new ArraySyntax(value.Origin, [value])]);

    private static void Assign(ObjectSyntax into, HoconPath path, Syntax value)
    {
        for (var i = path.Keys.Count - 1; i > 0; i--)
        {
            var wrapper = new ObjectSyntax(value.Origin);
            wrapper.Assign(path.Keys[i], value);
            value = wrapper;
        }

        into.Assign(path.Keys[0], value);
    }

    private bool AtMemberEnd()
    {
        SkipInline();
        if (AtEnd || Current is '\n' or ',' or '}' or ']' || AtComment())
            return true;
        Fault(Here, $"'{CurrentRune()}' is not expected after the value", "put a comma or a new line between two keys");
        return false;
    }

    /// <summary>After a mistake: on to the next line or comma, or to the brace that ends this object.</summary>
    private void SkipRestOfMember()
    {
        var braces = 0;
        while (!AtEnd && Current != '\n')
        {
            if (Current is '{' or '[')
                braces++;
            if ((Current is '}' or ']' && braces-- == 0) || (Current == ',' && braces == 0))
                return;
            Advance();
        }
    }

    private bool NextLineIsMember()
    {
        for (var i = _at; i < _text.Length && _text[i] != '\n'; i++)
        {
            if (_text[i] is '"' or '$' or '{' or '[' or '#')
                return false;
            if (_text[i] is '=')
                return true;
        }

        return false;
    }

    private void Fault(HoconOrigin origin, string problem, string mend)
    {
        if (_faults.Count < HoconDocument.MaxFaults)
            _faults.Add(new HoconFault(origin, problem, mend));
    }
}
