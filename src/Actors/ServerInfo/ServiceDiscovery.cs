using System.Xml.Linq;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Delegation;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.ServerInfo;

/// <summary>Service Discovery (XEP-0030) of the server and of its accounts.</summary>
/// <remarks>
/// A stranger learns nothing of an account: neither whether it exists nor which resources it has (§8), so the answers
/// are those that an address without account gets.
/// </remarks>
internal static class ServiceDiscovery
{
    public const string InfoNamespace = "http://jabber.org/protocol/disco#info";
    public const string ItemsNamespace = "http://jabber.org/protocol/disco#items";

    public static readonly XmlName Info = new("query", InfoNamespace);
    public static readonly XmlName Items = new("query", ItemsNamespace);

    private static readonly XNamespace InfoNs = InfoNamespace;
    private static readonly XNamespace ItemsNs = ItemsNamespace;

    /// <param name="services">
    /// Addresses of the services beside this server, such as its farms; asked for at each request.
    /// </param>
    /// <param name="statusAddresses">Where clients find out about outages (XEP-0455); with none, nothing is said of it.</param>
    /// <param name="nodes">The server's nodes.</param>
    public static void Register(
        DomainIqs domain, AccountIqs accounts, Func<IEnumerable<string>> services, IReadOnlyList<string> statusAddresses, IDiscoNodes nodes)
    {
        domain.Feature(InfoNamespace);
        domain.Feature(ItemsNamespace);
        domain.On(StanzaType.Get, Info, (request, _) => Node(request) is not { } node
            ? StanzaErrors.IqResult(request, Nest(ToServerInfo(domain.Features, statusAddresses), domain.Delegations, isBare: false))
            : OfNode(request, nodes.Info(node, request)));
        domain.On(StanzaType.Get, Items, (request, _) => Node(request) is not { } node
            ? StanzaErrors.IqResult(request, ToItems(services()))
            : OfNode(request, nodes.Items(node, request)));
        accounts.Feature(InfoNamespace);
        accounts.Feature(ItemsNamespace);
        accounts.On(StanzaType.Get, Info, (account, request, sender) => AnswerInfo(account, request, sender, accounts));
        accounts.On(StanzaType.Get, Items, AnswerItems);
    }

    /// <summary>
    /// The one request that an address without account answers: with an empty list, as an account answers a stranger
    /// (§8).
    /// </summary>
    public static Stanza? AnswerForMissingAccount(Stanza request) =>
        request.Type == StanzaType.Get && request.PayloadName == Items
            ? StanzaErrors.IqResult(request, ToItems([]))
            : null;

    private static void AnswerInfo(IAccount account, Stanza request, Resource? sender, AccountIqs accounts)
    {
        if (!AccountIqs.IsTrusted(account, request, sender))
            account.Bounce(request, StanzaErrorCondition.ServiceUnavailable);
        else if (Node(request) is not null)
            account.Bounce(request, StanzaErrorCondition.ItemNotFound);
        else
            account.Reply(StanzaErrors.IqResult(
                request,
                Nest(ToInfo("account", account.IsTemporary ? "anonymous" : "registered", null, accounts.Features), accounts.Delegations, isBare: true)));
    }

    /// <summary>What is delegated is told as those tell it who answer for it (XEP-0355 §6.2).</summary>
    private static XElement Nest(XElement query, Delegations? delegations, bool isBare) => delegations?.Info.Merge(query, isBare) ?? query;

    private static void AnswerItems(IAccount account, Stanza request, Resource? sender)
    {
        if (Node(request) is not null && AccountIqs.IsTrusted(account, request, sender))
        {
            account.Bounce(request, StanzaErrorCondition.ItemNotFound);
            return;
        }

        var addresses = new List<string>();
        if (AccountIqs.IsTrusted(account, request, sender))
        {
            foreach (var resource in account.Resources)
            {
                if (resource.IsAvailable)
                    addresses.Add(resource.Address.Value);
            }
        }

        account.Reply(StanzaErrors.IqResult(request, ToItems(addresses)));
    }

    private static Stanza? OfNode(Stanza request, XElement? answer)
    {
        if (answer is null) return StanzaErrors.Bounce(request, StanzaErrorCondition.ItemNotFound);
        answer.SetAttributeValue("node", Node(request));
        return StanzaErrors.IqResult(request, answer);
    }

    private static string? Node(Stanza request) =>
        request.FirstChild()!.Attribute("node")?.Value is { Length: > 0 } node ? node : null;

    private static XElement ToServerInfo(IEnumerable<string> features, IReadOnlyList<string> statusAddresses)
    {
        var query = ToInfo("server", "im", SoftwareVersion.Name, features);
        if (statusAddresses.Count == 0) return query;
        XNamespace data = "jabber:x:data";
        query.Add(new XElement(
            data + "x",
            new XAttribute("type", "result"),
            new XElement(
                data + "field",
                new XAttribute("var", "FORM_TYPE"),
                new XAttribute("type", "hidden"),
                new XElement(data + "value", OutageStatus.FormType)),
            new XElement(
                data + "field",
                new XAttribute("var", OutageStatus.AddressesField),
                statusAddresses.Select(address => new XElement(data + "value", address)))));
        return query;
    }

    internal static XElement ToInfo(string category, string type, string? name, IEnumerable<string> features)
    {
        var identity = new XElement(
            InfoNs + "identity", new XAttribute("category", category), new XAttribute("type", type));
        if (name is not null)
            identity.SetAttributeValue("name", name);
        return new XElement(
            InfoNs + "query",
            identity,
            features.Select(feature => new XElement(InfoNs + "feature", new XAttribute("var", feature))));
    }

    private static XElement ToItems(IEnumerable<string> addresses) => new(
        ItemsNs + "query", addresses.Select(address => new XElement(ItemsNs + "item", new XAttribute("jid", address))));

    internal static XElement ToNodes(IEnumerable<(string Address, string Node, string Name)> items) => new(
        ItemsNs + "query",
        items.Select(item => new XElement(
            ItemsNs + "item", new XAttribute("jid", item.Address), new XAttribute("node", item.Node), new XAttribute("name", item.Name))));
}
