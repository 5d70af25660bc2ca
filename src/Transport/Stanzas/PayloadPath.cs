using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Xml.Linq;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Stanzas;

/// <summary>Where in a stanza's payload a text stands: elements from the outer to the inner one, then an attribute or the element's text.</summary>
/// <remarks>Written <c>{namespace}element/{namespace}element/@attribute</c>, without <c>/@attribute</c> for the text. An element without
/// namespace is in that of the one before it, the first in <c>jabber:client</c>; <c>*</c> is any element.</remarks>
public sealed class PayloadPath
{
    /// <summary>More elements than this are no path.</summary>
    public const int MaxDepth = 8;

    private readonly string _text;

    private PayloadPath(string text, ImmutableArray<XmlName?> elements, string? attribute)
    {
        _text = text;
        Elements = elements;
        Attribute = attribute;
        Steps = [.. elements.Select(name => name is { } known ? new PayloadStep(known) : null)];
        AttributeBytes = attribute is null ? null : Encoding.UTF8.GetBytes(attribute);
    }

    /// <summary>From the outer to the inner one; null: any.</summary>
    internal ImmutableArray<XmlName?> Elements { get; }

    /// <summary>Null: the text of the last element.</summary>
    internal string? Attribute { get; }

    internal PayloadStep?[] Steps { get; }

    internal byte[]? AttributeBytes { get; }

    /// <summary>Reads a path known to be good.</summary>
    /// <exception cref="FormatException">Not a path.</exception>
    public static PayloadPath Parse(string text) =>
        TryParse(text, out var path) ? path : throw new FormatException($"'{text}' is no path into a payload.");

    public static bool TryParse(string text, [NotNullWhen(true)] out PayloadPath? path)
    {
        ArgumentNullException.ThrowIfNull(text);
        path = null;
        var elements = ImmutableArray.CreateBuilder<XmlName?>();
        var ns = Namespaces.Client;
        string? attribute = null;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (attribute is not null || elements.Count > MaxDepth) return false;
            if (rest[0] == '{')
            {
                var end = rest.IndexOf('}');
                if (end < 0) return false;
                ns = rest[1..end].ToString();
                rest = rest[(end + 1)..];
            }
            var length = rest.IndexOf('/') is var slash and >= 0 ? slash : rest.Length;
            var name = rest[..length].ToString();
            rest = rest[Math.Min(length + 1, rest.Length)..];
            if (length == 0 || (rest.IsEmpty && text[^1] == '/')) return false;
            if (name[0] == '@' && elements.Count > 0 && IsName(name[1..])) attribute = name[1..];
            else if (name == "*") elements.Add(null);
            else if (IsName(name)) elements.Add(new XmlName(name, ns));
            else return false;
        }
        if (elements.Count is 0 or > MaxDepth) return false;
        path = new PayloadPath(text, elements.ToImmutable(), attribute);
        return true;
    }

    /// <summary>Finds the first such text that is not empty, without a tree.</summary>
    /// <param name="utf8">References resolved. A part of the payload where that has none: nothing is allocated then.</param>
    public bool TryFind(Stanza stanza, out ReadOnlySpan<byte> utf8)
    {
        ArgumentNullException.ThrowIfNull(stanza);
        return new PayloadSearch(stanza.Payload.Span, stanza.Attributes.Span, this).TryFind(stanza, out utf8);
    }

    /// <summary>The same, from a tree: for what the quick search leaves open.</summary>
    internal string? FindInTree(Stanza stanza)
    {
        IEnumerable<XElement> found = stanza.Children();
        for (var i = 0; i < Elements.Length; i++)
        {
            var name = Elements[i];
            found = i == 0 ? found : found.Elements();
            found = found.Where(element => name is null || element.Name == XName.Get(name.Value.LocalName, name.Value.Namespace));
        }
        return found.Select(element => Attribute is null ? element.Value : element.Attribute(Attribute)?.Value)
            .FirstOrDefault(text => !string.IsNullOrEmpty(text));
    }

    public override string ToString() => _text;

    private static bool IsName(string text)
    {
        try
        {
            System.Xml.XmlConvert.VerifyNCName(text);
            return true;
        }
        catch (Exception fault) when (fault is System.Xml.XmlException or ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>One element of a path, as bytes.</summary>
internal sealed record PayloadStep(XmlName Name)
{
    internal byte[] LocalName { get; } = Encoding.UTF8.GetBytes(Name.LocalName);

    internal byte[] Namespace { get; } = Encoding.UTF8.GetBytes(Name.Namespace);
}
