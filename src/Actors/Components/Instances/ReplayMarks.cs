using System.Globalization;
using System.Text;
using System.Xml.Linq;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <summary>What shows a component that it, or another instance, may have got a stanza before: when the router took it (XEP-0203), and an id
/// by which it is known again (XEP-0359).</summary>
/// <remarks>The id is the router's, <c>stanza-id</c>, since it has not written the stanza, and the same however often and from whichever node
/// the stanza comes. An iq has room for one element only (RFC 6120 §8.2.3) and is not marked: its sender and its id say which it is.</remarks>
internal static class ReplayMarks
{
    private const string StampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"; // XEP-0082

    private static readonly XNamespace Ids = "urn:xmpp:sid:0";

    /// <param name="by">The router's domain.</param>
    /// <param name="takenAt">When the router took the stanza.</param>
    public static Stanza Mark(Stanza stanza, string by, DateTimeOffset takenAt)
    {
        if (stanza.Kind == StanzaKind.Iq) return stanza;
        var ours = Encoding.UTF8.GetBytes($"<stanza-id xmlns='urn:xmpp:sid:0' by='{by}' id='");
        if (stanza.Payload.Span.IndexOf("urn:xmpp:sid:0"u8) >= 0)
        {
            if (IsMarked(stanza, ours)) return stanza;
            stanza = WithoutFalseIds(stanza, by);
        }

        var stamp = takenAt.UtcDateTime.ToString(StampFormat, CultureInfo.InvariantCulture);
        return stanza.Append(
        [
            .. Encoding.UTF8.GetBytes($"<delay xmlns='urn:xmpp:delay' from='{by}' stamp='{stamp}'/>"),
            .. ours,
            .. Encoding.UTF8.GetBytes($"{IdOf(stanza)}'/>"),
        ]);
    }

    /// <summary>It is the last element, as it was written here or on another node. Where there is no origin to make it from, any will do.</summary>
    private static bool IsMarked(Stanza stanza, ReadOnlySpan<byte> ours)
    {
        var payload = stanza.Payload.Span;
        var start = payload.LastIndexOf(ours);
        if (start < 0) return false;
        var id = payload[(start + ours.Length)..];
        return stanza.Origin.IsNone || id.SequenceEqual(Encoding.UTF8.GetBytes($"{IdOf(stanza)}'/>"));
    }

    private static string IdOf(Stanza stanza) => stanza.Origin.IsNone
        ? $"{Guid.NewGuid():N}"
        : string.Create(CultureInfo.InvariantCulture, $"{stanza.Origin.Session:x16}-{stanza.Origin.Number:x8}");

    /// <summary>XEP-0359 §3: nobody else speaks for us.</summary>
    private static Stanza WithoutFalseIds(Stanza stanza, string by)
    {
        var children = stanza.Children();
        var kept = children.Where(child => child.Name != Ids + "stanza-id" || (string?)child.Attribute("by") != by).ToArray();
        return kept.Length == children.Count ? stanza : stanza.WithChildren(kept);
    }
}
