using System.Xml.Linq;

namespace XmppActors.Conversations.Runner;

/// <summary>How the server asks a component whether it has read all before (XEP-0199), and what components answer.</summary>
internal static class Pings
{
    private static readonly XNamespace Component = "jabber:component:accept";

    private static readonly XNamespace Client = "jabber:client"; // XEP-0225; but not a user's.

    private static readonly XNamespace Ping = "urn:xmpp:ping";

    public static bool IsFromServer(XElement element) =>
        (element.Name == Component + "iq" || (element.Name == Client + "iq" && (string?)element.Attribute("to") is { } to && !to.Contains('@')))
        && (string?)element.Attribute("type") == "get" && element.Element(Ping + "ping") is not null
        && !((string)element.Attribute("from")!).Contains('@', StringComparison.Ordinal);

    public static string AnswerTo(XElement ping) =>
        $"<iq type='result' id='{ping.Attribute("id")!.Value}' from='{ping.Attribute("to")!.Value}' to='{ping.Attribute("from")!.Value}'/>";
}
