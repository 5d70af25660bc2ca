using System.Xml.Linq;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Offline;

/// <summary>Which messages are worth keeping for later (XEP-0160 §3).</summary>
internal static class OfflineRules
{
    private const string ChatStates = "http://jabber.org/protocol/chatstates";
    private static readonly XName NoStore = XName.Get("no-store", "urn:xmpp:hints");
    private static readonly XName Thread = XName.Get("thread", "jabber:client");

    /// <summary>
    /// A message of type normal or chat; not one that only says that somebody is typing (XEP-0085), nor one whose
    /// sender asks that it be not kept (XEP-0334 §4.3), nor an empty one.
    /// </summary>
    public static bool IsStorable(Stanza message)
    {
        if (message.Kind != StanzaKind.Message
            || message.EffectiveMessageType is not (StanzaType.Normal or StanzaType.Chat))
            return false;
        if (message.PayloadName is not { } first)
            return false;
        var payload = message.Payload.Span;
        if (payload.IndexOf("urn:xmpp:hints"u8) < 0 && first.LocalName == "body")
            return true; // The common case, without a tree.

        var isWorthKeeping = false;
        foreach (var child in message.Children())
        {
            if (child.Name == NoStore)
                return false;
            isWorthKeeping |= child.Name != Thread
                && child.Name.NamespaceName is not ChatStates
                && child.Name.Namespace != NoStore.Namespace;
        }

        return isWorthKeeping;
    }
}
