using System.Xml.Linq;
using XmppActors.Actors.Routing;
using XmppActors.Actors.ServerInfo;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability.Pubsub;

/// <summary>The server's pubsub service as an addressee (XEP-0060): answers for itself, and hands on what is about a farm's node.</summary>
/// <remarks>A node-local object that any actor may call in its own turn. Only the router publishes here.</remarks>
internal sealed class PubsubService(
    ActorSystem system, IActorRef region, FarmDirectory farms, IStanzaRouter router, StanzaCounters counters)
{
    private static readonly string[] Features =
    [
        ServiceDiscovery.InfoNamespace, ServiceDiscovery.ItemsNamespace, PubsubXml.Namespace,
        .. new[]
        {
            "access-whitelist", "item-ids", "last-published", "leaf-notification", "persistent-items", "retrieve-affiliations",
            "retrieve-items", "retrieve-subscriptions", "subscribe", "subscription-notifications", "subscription-options",
        }.Select(feature => $"{PubsubXml.Namespace}#{feature}"),
        Ping.Namespace,
    ];

    /// <summary>Ends the stanza: answered, handed on, bounced or ignored.</summary>
    public void Handle(Stanza stanza, IActorRef origin)
    {
        switch (stanza.Kind)
        {
            case StanzaKind.Iq when stanza.Type is StanzaType.Result or StanzaType.Error:
                counters.Handled();
                origin.Settle(stanza.Origin);
                break;
            case StanzaKind.Iq when stanza.To!.IsDomain && stanza.FirstChild() is { } payload:
                OnRequest(stanza, payload, origin);
                break;
            case StanzaKind.Presence when stanza.Type != StanzaType.Subscribe:
                counters.Ignored();
                origin.Settle(stanza.Origin);
                break;
            default:
                Answer(stanza, StanzaErrors.Bounce(stanza, StanzaErrorCondition.ServiceUnavailable), origin);
                break;
        }
    }

    private void OnRequest(Stanza request, XElement payload, IActorRef origin)
    {
        switch (request.Type, payload.Name.NamespaceName)
        {
            case (StanzaType.Get, Ping.Namespace): Answer(request, StanzaErrors.IqResult(request), origin); break;
            case (StanzaType.Get, ServiceDiscovery.InfoNamespace): OnDisco(request, payload, Info, origin); break;
            case (StanzaType.Get, ServiceDiscovery.ItemsNamespace): OnDisco(request, payload, Nodes, origin); break;
            case (_, PubsubXml.Namespace): OnPubsub(request, payload, origin); break;
            case (_, PubsubXml.OwnerNamespace):
                Answer(request, StanzaErrors.Bounce(request, StanzaErrorCondition.Forbidden), origin);
                break;
            default: Answer(request, StanzaErrors.Bounce(request, StanzaErrorCondition.ServiceUnavailable), origin); break;
        }
    }

    private void OnDisco(Stanza request, XElement query, Func<Stanza, XElement> ofService, IActorRef origin)
    {
        if (query.Attribute("node") is { Value.Length: > 0 } node)
            HandOn(request, node.Value, origin);
        else
            Answer(request, StanzaErrors.IqResult(request, ofService(request)), origin);
    }

    private void OnPubsub(Stanza request, XElement pubsub, IActorRef origin)
    {
        var action = pubsub.Elements().FirstOrDefault();
        var node = action?.Attribute("node")?.Value;
        switch (action?.Name.LocalName)
        {
            case "publish" or "retract":
                Answer(request, StanzaErrors.Bounce(request, StanzaErrorCondition.Forbidden), origin); // Only the router publishes.
                break;
            case "subscribe" or "unsubscribe" or "options" or "items" or "subscriptions" when node is not null:
                HandOn(request, node, origin);
                break;
            case "subscribe" or "unsubscribe" or "options" or "items":
                Answer(request, PubsubXml.Error(request, StanzaErrorCondition.BadRequest, "nodeid-required"), origin);
                break;
            case "subscriptions" when request.Type == StanzaType.Get:
                var domainsAsked = farms.Views.Select(static view => view.Domain).ToArray();
                system.ActorOf(Props.Create(() => new SubscriptionSearch(request, origin, domainsAsked, region, router, counters)));
                break;
            case "affiliations" when request.Type == StanzaType.Get: // Nobody but the router has any.
                Answer(request, StanzaErrors.IqResult(request, PubsubXml.Answer(new XElement(PubsubXml.Pubsub + "affiliations"))), origin);
                break;
            case "create":
                Answer(
                    request, PubsubXml.Error(request, StanzaErrorCondition.FeatureNotImplemented, "unsupported", "create-nodes"), origin);
                break;
            default: Answer(request, StanzaErrors.Bounce(request, StanzaErrorCondition.FeatureNotImplemented), origin); break;
        }
    }

    private void HandOn(Stanza request, string node, IActorRef origin)
    {
        if (node.StartsWith(PubsubXml.NodePrefix, StringComparison.Ordinal)
            && node[PubsubXml.NodePrefix.Length..] is var domain
            && farms.TryFind(domain, out var farm)
            && farm.Domain == domain
            && (farm.IsListed || farm.Settings.Availability.WatchersOrDefault.Permits(request.From!)))
            region.Tell(new AvailabilityStanza(domain, request), origin);
        else
            Answer(request, StanzaErrors.Bounce(request, StanzaErrorCondition.ItemNotFound), origin);
    }

    private static XElement Info(Stanza request)
    {
        XNamespace ns = ServiceDiscovery.InfoNamespace;
        return new XElement(
            ns + "query",
            new XElement(ns + "identity", new XAttribute("category", "pubsub"), new XAttribute("type", "service"), new XAttribute("name", "Health of farms")),
            Features.Select(feature => new XElement(ns + "feature", new XAttribute("var", feature))));
    }

    /// <summary>The farms that whoever asks may watch.</summary>
    private XElement Nodes(Stanza request)
    {
        XNamespace ns = ServiceDiscovery.ItemsNamespace;
        return new XElement(
            ns + "query",
            farms.Views
                .Where(view => view.IsListed && view.Settings.Availability.WatchersOrDefault.Permits(request.From!))
                .Select(view => view.Domain)
                .Order(StringComparer.Ordinal)
                .Select(domain => new XElement(
                    ns + "item",
                    new XAttribute("jid", request.To!.Value),
                    new XAttribute("node", PubsubXml.NodeOf(domain)),
                    new XAttribute("name", $"Instances of {domain}"))));
    }

    private void Answer(Stanza request, Stanza? answer, IActorRef origin)
    {
        if (answer is null)
        {
            counters.Ignored();
        }
        else
        {
            counters.Originated();
            router.Route(answer, origin);
            if (answer.Type == StanzaType.Error)
                counters.Bounced();
            else
                counters.Handled();
        }

        origin.Settle(request.Origin);
    }
}
