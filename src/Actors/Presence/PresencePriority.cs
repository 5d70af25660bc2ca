using System.Globalization;
using System.Xml.Linq;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Presence;

/// <summary>The <c>priority</c> of an available resource (RFC 6121 §4.7.2.3).</summary>
internal static class PresencePriority
{
    private static readonly XName Name = XName.Get("priority", "jabber:client");

    /// <summary>Reads it; without the element it is 0.</summary>
    /// <returns>
    /// False: no integer between -128 and 127, or there are several; to be bounced with <c>bad-request</c>.
    /// </returns>
    public static bool TryRead(Stanza presence, out sbyte priority)
    {
        priority = 0;
        if (presence.Payload.Span.IndexOf("priority"u8) < 0)
            return true; // Most presence has none: no tree is built.
        var found = false;
        foreach (var child in presence.Children())
        {
            if (child.Name != Name)
                continue;
            if (found || !TryParse(child.Value.AsSpan().Trim(), out priority))
                return false;
            found = true;
        }

        return true;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out sbyte priority) =>
        sbyte.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out priority);
}
