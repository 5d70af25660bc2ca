using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace XmppActors.Conversations.Runner;

/// <summary>An element as a script writes it. <c>...</c> as an attribute's value stands for any value, among an
/// element's content for any content; <c>{name}</c> stands for a value that is the same wherever the name
/// occurs.</summary>
/// <remarks>Everything else must be equal: names, namespaces, attributes (in any order), text. White space between
/// elements is of no account.</remarks>
internal sealed partial class ElementPattern(XElement pattern)
{
    private const string Anything = "...";
    private const string Root = "<root xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    /// <summary>Reads the elements of a script's sentence; a stream's start tag stands for itself.</summary>
    public static IReadOnlyList<ElementPattern> ParseAll(string xml)
    {
        if (xml.StartsWith("<stream:stream", StringComparison.Ordinal) && !xml.EndsWith("/>", StringComparison.Ordinal))
            xml += "</stream:stream>";
        var root = XElement.Parse($"{Root}{xml}</root>");
        return [.. root.Elements().Select(element => new ElementPattern(element))];
    }

    /// <summary>Whether an element fits; <paramref name="values"/> gains what its names stood for, if it
    /// does.</summary>
    public bool Matches(XElement actual, Dictionary<string, string> values)
    {
        var found = new Dictionary<string, string>(values);
        if (!MatchElement(pattern, actual, found))
            return false;
        foreach (var (name, value) in found)
            values[name] = value;
        return true;
    }

    public override string ToString() => Show(pattern);

    /// <summary>An element on one line, without the namespaces that a stream declares.</summary>
    public static string Show(XElement element)
    {
        var text = element.ToString(SaveOptions.DisableFormatting);
        return text.Replace(" xmlns=\"jabber:client\"", "", StringComparison.Ordinal)
            .Replace(" xmlns:stream=\"http://etherx.jabber.org/streams\"", "", StringComparison.Ordinal)
            .Replace('"', '\'');
    }

    /// <summary>Puts values in the place of their names.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Name().Replace(text, match => values.TryGetValue(match.Groups[1].Value, out var value) ? value : match.Value);

    private static bool MatchElement(XElement pattern, XElement actual, Dictionary<string, string> values) =>
        pattern.Name == actual.Name
        && MatchAttributes(pattern, actual, values)
        && MatchContent(Content(pattern), Content(actual), values);

    private static bool MatchAttributes(XElement pattern, XElement actual, Dictionary<string, string> values)
    {
        var expected = pattern.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).ToList();
        return expected.Count == actual.Attributes().Count(attribute => !attribute.IsNamespaceDeclaration)
            && expected.TrueForAll(each => MatchText(each.Value, actual.Attribute(each.Name)?.Value, values));
    }

    private static bool MatchContent(
        ReadOnlySpan<XNode> pattern, ReadOnlySpan<XNode> actual, Dictionary<string, string> values)
    {
        if (pattern.IsEmpty)
            return actual.IsEmpty;
        if (pattern[0] is XText { Value: var text } && text.Trim() == Anything)
        {
            for (var skipped = 0; skipped <= actual.Length; skipped++)
            {
                if (MatchContent(pattern[1..], actual[skipped..], values))
                    return true;
            }
            return false;
        }
        return !actual.IsEmpty
            && MatchNode(pattern[0], actual[0], values)
            && MatchContent(pattern[1..], actual[1..], values);
    }

    private static bool MatchNode(XNode pattern, XNode actual, Dictionary<string, string> values) =>
        (pattern, actual) switch
        {
            (XElement expected, XElement element) => MatchElement(expected, element, values),
            (XText expected, XText text) => MatchText(expected.Value, text.Value, values),
            _ => false,
        };

    private static bool MatchText(string pattern, string? actual, Dictionary<string, string> values)
    {
        if (pattern == Anything || actual is null)
            return actual is not null;
        if (Name().Match(pattern) is not { Success: true } name || name.Length != pattern.Length)
            return Fill(pattern, values) == actual;
        return values.TryAdd(name.Groups[1].Value, actual) || values[name.Groups[1].Value] == actual;
    }

    private static XNode[] Content(XElement element)
    {
        var isSpaceLayout = element.HasElements;
        return [.. element.Nodes().Where(node => node is XElement
            || (node is XText text && !(isSpaceLayout && string.IsNullOrWhiteSpace(text.Value))))];
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Name();
}
