using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using XmppActors.Actors.ServerInfo;

namespace XmppActors.Actors.Components.Availability;

/// <summary>Entity capabilities: short names for all that <c>disco#info</c> says (XEP-0115, XEP-0390).</summary>
internal static class Capabilities
{
    /// <summary>Names this software to XEP-0115; what a farm can do is in the hash behind it.</summary>
    public const string Node = "urn:xmpp-actors:farm:0";

    private const string HashNodes = "urn:xmpp:caps#";
    private const char FieldEnd = '\u001f';
    private const char ItemEnd = '\u001e';
    private const char FormEnd = '\u001d';
    private const char PartEnd = '\u001c';

    private static readonly XNamespace Info = ServiceDiscovery.InfoNamespace;
    private static readonly XNamespace Data = "jabber:x:data";
    private static readonly XNamespace Old = "http://jabber.org/protocol/caps";
    private static readonly XNamespace New = "urn:xmpp:caps";
    private static readonly XNamespace Hashes = "urn:xmpp:hashes:2";
    private static readonly XName Lang = XNamespace.Xml + "lang";

    /// <summary>The elements for available presence of an entity that answers <c>disco#info</c> with this query.</summary>
    public static IReadOnlyList<XElement> Of(XElement query) =>
    [
        new XElement(
            Old + "c", new XAttribute("hash", "sha-1"), new XAttribute("node", Node), new XAttribute("ver", OldHash(query))),
        new XElement(New + "c", new XElement(Hashes + "hash", new XAttribute("algo", "sha-256"), NewHash(query))),
    ];

    /// <summary>Whether a <c>disco#info</c> node is one of those that stand for capabilities in presence that the router sends.</summary>
    public static bool IsNode(string node) =>
        node.StartsWith(Node + "#", StringComparison.Ordinal) || node.StartsWith(HashNodes, StringComparison.Ordinal);

    /// <summary>Whether the node stands for just this answer.</summary>
    public static bool IsNodeOf(XElement query, string node) =>
        node == $"{Node}#{OldHash(query)}" || node == $"{HashNodes}sha-256.{NewHash(query)}";

    /// <summary>XEP-0115 §5.1.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "XEP-0115 §5.1: what all clients understand.")]
    public static string OldHash(XElement query)
    {
        var text = new StringBuilder();
        foreach (var identity in Sorted(query.Elements(Info + "identity").Select(each =>
            $"{Value(each, "category")}/{Value(each, "type")}/{each.Attribute(Lang)?.Value}/{Value(each, "name")}")))
            text.Append(identity).Append('<');
        foreach (var feature in Sorted(query.Elements(Info + "feature").Select(each => Value(each, "var"))))
            text.Append(feature).Append('<');
        foreach (var form in query.Elements(Data + "x").OrderBy(FormType, StringComparer.Ordinal))
        {
            text.Append(FormType(form)).Append('<');
            foreach (var field in form.Elements(Data + "field")
                .Where(each => Value(each, "var") != "FORM_TYPE").OrderBy(each => Value(each, "var"), StringComparer.Ordinal))
            {
                text.Append(Value(field, "var")).Append('<');
                foreach (var value in Sorted(Values(field))) text.Append(value).Append('<');
            }
        }

        return Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>XEP-0390 §4.1, by SHA-256.</summary>
    public static string NewHash(XElement query)
    {
        var features = query.Elements(Info + "feature").Select(each => Value(each, "var") + FieldEnd);
        var identities = query.Elements(Info + "identity").Select(each =>
            $"{Value(each, "category")}{FieldEnd}{Value(each, "type")}{FieldEnd}{each.Attribute(Lang)?.Value}{FieldEnd}{Value(each, "name")}{FieldEnd}{ItemEnd}");
        var forms = query.Elements(Data + "x").Select(form => Joined(form.Elements(Data + "field").Select(field =>
            Value(field, "var") + FieldEnd + Joined(Values(field).Select(value => value + FieldEnd)) + ItemEnd)) + FormEnd);
        var text = Joined(features) + PartEnd + Joined(identities) + PartEnd + Joined(forms) + PartEnd;
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string Joined(IEnumerable<string> parts) => string.Concat(Sorted(parts));

    /// <summary>By the bytes of UTF-8 (i;octet), which ordinal order of UTF-16 is not.</summary>
    private static IEnumerable<string> Sorted(IEnumerable<string> texts) => texts.Order(OctetOrder.Instance);

    private static IEnumerable<string> Values(XElement field) => field.Elements(Data + "value").Select(value => value.Value);

    private static string FormType(XElement form) => form.Elements(Data + "field")
        .FirstOrDefault(field => Value(field, "var") == "FORM_TYPE")?.Element(Data + "value")?.Value ?? "";

    private static string Value(XElement element, string attribute) => element.Attribute(attribute)?.Value ?? "";

    private sealed class OctetOrder : IComparer<string>
    {
        public static readonly OctetOrder Instance = new();

        public int Compare(string? x, string? y) =>
            Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}
