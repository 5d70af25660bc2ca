using System.Globalization;
using System.Xml.Linq;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Roster;

/// <summary>Rosters on the wire (RFC 6121 §2.1).</summary>
internal static class RosterXml
{
    public const string Namespace = "jabber:iq:roster";

    public static readonly XmlName Payload = new("query", Namespace);

    private static readonly XNamespace Ns = Namespace;

    public static readonly XName Query = Ns + "query";
    public static readonly XName Item = Ns + "item";
    public static readonly XName Group = Ns + "group";

    /// <summary>
    /// The whole roster; <paramref name="version"/> is null for a client that does not keep versions.
    /// </summary>
    public static XElement ToQuery(this RosterRecord roster, string? version)
    {
        var query = new XElement(Query);
        if (version is not null)
            query.SetAttributeValue("ver", version);
        foreach (var (_, entry) in roster.Entries)
        {
            if (entry.IsListed)
                query.Add(entry.ToItem());
        }

        return query;
    }

    /// <summary>One entry for a roster push (§2.1.6); an entry that is not listed was removed.</summary>
    public static XElement ToPush(this RosterEntry entry) =>
        new(Query, new XAttribute("ver", FormatVersion(entry.Version)), entry.ToItem());

    public static string FormatVersion(long version) => version.ToString(CultureInfo.InvariantCulture);

    public static bool TryParseVersion(string? text, out long version) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version);

    private static XElement ToItem(this RosterEntry entry)
    {
        var item = new XElement(Item, new XAttribute("jid", entry.Contact.Value));
        if (!entry.IsListed)
        {
            item.SetAttributeValue("subscription", "remove");
            return item;
        }

        if (entry.Name is not null)
            item.SetAttributeValue("name", entry.Name);
        item.SetAttributeValue("subscription", entry.Subscription switch
        {
            RosterSubscription.To => "to",
            RosterSubscription.From => "from",
            RosterSubscription.Both => "both",
            _ => "none",
        });
        if (entry.PendingOut)
            item.SetAttributeValue("ask", "subscribe");
        if (entry.Approved)
            item.SetAttributeValue("approved", "true");
        foreach (var group in entry.Groups)
            item.Add(new XElement(Group, group));
        return item;
    }
}
