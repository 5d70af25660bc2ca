using System.Text;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Stanzas;

/// <summary>Walks the start tags of a well-formed payload until it is where a <see cref="PayloadPath"/> leads.</summary>
internal ref struct PayloadSearch(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> outer, PayloadPath path)
{
    private readonly ReadOnlySpan<byte> _payload = payload;
    private readonly ReadOnlySpan<byte> _outer = outer;
    private Ancestors _ancestors; // Where the attributes of the elements begin that the path has led through.

    internal bool TryFind(Stanza stanza, out ReadOnlySpan<byte> utf8)
    {
        var steps = path.Steps;
        int depth = 0, matched = 0, position = 0;
        while (NextTag(ref position))
        {
            if (_payload[position] == '/')
            {
                matched = Math.Min(matched, --depth);
                continue;
            }
            int attributes = position + AttributeReader.NameLength(_payload[position..]);
            var reader = new AttributeReader(_payload, attributes);
            while (reader.MoveNext())
            {
            }
            bool isEmpty = _payload[reader.Position] == '/';
            int content = reader.Position + (isEmpty ? 2 : 1);
            if (matched == depth && depth < steps.Length && Matches(steps[depth], _payload[position..attributes], attributes, depth))
            {
                if (depth == steps.Length - 1)
                {
                    if (TryRead(stanza, attributes, content, isEmpty, out utf8)) return true;
                }
                else if (!isEmpty)
                {
                    _ancestors[depth] = attributes;
                    matched++;
                }
            }
            if (!isEmpty) depth++;
            position = content;
        }
        utf8 = default;
        return false;
    }

    /// <summary>Goes behind the next <c>&lt;</c> that begins a tag.</summary>
    private readonly bool NextTag(ref int position)
    {
        while (true)
        {
            int skipped = _payload[position..].IndexOf((byte)'<');
            if (skipped < 0) return false;
            position += skipped + 1;
            if (_payload[position] != '!') return true;
            position += _payload[position..].IndexOf("]]>"u8);
        }
    }

    private readonly bool TryRead(Stanza stanza, int attributes, int content, bool isEmpty, out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        bool isLiteral;
        if (path.AttributeBytes is { } name)
        {
            if (!AttributeReader.TryFind(_payload[attributes..], name, out utf8) || utf8.IsEmpty) return false;
            isLiteral = XmlText.IsLiteralAttribute(utf8);
        }
        else
        {
            if (isEmpty) return false;
            utf8 = _payload[content..];
            int end = utf8.IndexOf((byte)'<');
            bool isWhole = utf8[end + 1] == '/'; // Else a child or a CDATA section is within the text.
            utf8 = utf8[..end];
            if (isWhole && end == 0) return false;
            isLiteral = isWhole && !utf8.ContainsAny("&\r"u8);
        }
        if (isLiteral) return true;
        utf8 = path.FindInTree(stanza) is { } text ? Encoding.UTF8.GetBytes(text) : default;
        return !utf8.IsEmpty;
    }

    private readonly bool Matches(PayloadStep? step, ReadOnlySpan<byte> name, int attributes, int depth)
    {
        if (step is null) return true;
        int colon = name.IndexOf((byte)':');
        return name[(colon + 1)..].SequenceEqual(step.LocalName)
            && NamespaceOf(name[..Math.Max(colon, 0)], attributes, depth).SequenceEqual(step.Namespace);
    }

    private readonly ReadOnlySpan<byte> NamespaceOf(ReadOnlySpan<byte> prefix, int attributes, int depth)
    {
        if (!TryFindDeclaration(_payload[attributes..], prefix, out var value))
        {
            int ancestor = depth - 1;
            while (ancestor >= 0 && !TryFindDeclaration(_payload[_ancestors[ancestor]..], prefix, out value)) ancestor--;
            if (ancestor < 0 && (prefix.IsEmpty || !TryFindDeclaration(_outer, prefix, out value))) return "jabber:client"u8;
        }
        return XmlText.IsLiteralAttribute(value) ? value : Encoding.UTF8.GetBytes(XmlText.AttributeValue(value));
    }

    private static bool TryFindDeclaration(ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> value)
    {
        var reader = new AttributeReader(attributes);
        while (reader.MoveNext())
        {
            var name = reader.Name;
            if (!name.StartsWith("xmlns"u8)) continue;
            bool isIt = prefix.IsEmpty ? name.Length == 5 : name.Length == prefix.Length + 6 && name[5] == ':' && name[6..].SequenceEqual(prefix);
            if (!isIt) continue;
            value = reader.Value;
            return true;
        }
        value = default;
        return false;
    }

    [System.Runtime.CompilerServices.InlineArray(PayloadPath.MaxDepth)]
    private struct Ancestors
    {
        private int _first;
    }
}
