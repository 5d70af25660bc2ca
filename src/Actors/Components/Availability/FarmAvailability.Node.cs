using System.Globalization;
using System.Xml.Linq;
using XmppActors.Actors.Components.Availability.Pubsub;
using XmppActors.Actors.ServerInfo;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability;

/// <content>The farm's node at the pubsub service: one item for each instance (XEP-0060).</content>
internal sealed partial class FarmAvailability
{
    private string Node => PubsubXml.NodeOf(_domain);

    /// <summary>A request about the node, from whoever routes for the pubsub service; never one that would change the node.</summary>
    private void OnNodeRequest(Stanza request)
    {
        if (!Settings.WatchersOrDefault.Permits(request.From!))
        {
            Reply(request, PubsubXml.Error(request, StanzaErrorCondition.NotAllowed, "closed-node"));
            return;
        }

        var payload = request.FirstChild()!;
        if (payload.Name.Namespace == ServiceDiscovery.InfoNamespace)
            Reply(request, StanzaErrors.IqResult(request, NodeInfo()));
        else if (payload.Name.Namespace == ServiceDiscovery.ItemsNamespace)
            Reply(request, StanzaErrors.IqResult(request, NodeItems(request.To!)));
        else
            OnPubsub(request, payload);
    }

    private void OnPubsub(Stanza request, XElement pubsub)
    {
        var action = pubsub.Elements().First();
        switch (request.Type, action.Name.LocalName)
        {
            case (StanzaType.Set, "subscribe"): OnSubscribe(request, pubsub, action); break;
            case (StanzaType.Set, "unsubscribe"): OnUnsubscribe(request, action); break;
            case (StanzaType.Get, "options"): OnOptionsAsked(request, action); break;
            case (StanzaType.Set, "options"): OnOptions(request, action); break;
            case (StanzaType.Get, "items"): OnItems(request, action); break;
            case (StanzaType.Get, "subscriptions"): OnSubscriptions(request); break;
            default: Reply(request, StanzaErrors.Bounce(request, StanzaErrorCondition.BadRequest)!); break;
        }
    }

    private void OnSubscribe(Stanza request, XElement pubsub, XElement action)
    {
        if (Subscriber(request, action) is not { } subscriber) return;
        var known = _state.FindSubscription(request.To!.Domainpart, subscriber);
        var isDelivering = known?.IsDelivering ?? true;
        if (pubsub.Element(PubsubXml.Pubsub + "options") is { } options && !TryReadDeliver(options, ref isDelivering))
        {
            Reply(request, PubsubXml.Error(request, StanzaErrorCondition.BadRequest, "invalid-options"));
            return;
        }

        if (known is null && _state.NodeSubscriptions.Length >= MaxSubscribers)
        {
            Reply(request, PubsubXml.Error(request, StanzaErrorCondition.PolicyViolation, "too-many-subscriptions"));
            return;
        }

        var subscription = new NodeSubscription(request.To.Domainpart, subscriber, isDelivering);
        if (subscription == known)
            OnSubscribed(request, subscription);
        else
            Commit(new NodeSubscribed(subscription), () => OnSubscribed(request, subscription));
    }

    private void OnSubscribed(Stanza request, NodeSubscription subscription)
    {
        Reply(request, StanzaErrors.IqResult(request, PubsubXml.Answer(PubsubXml.Subscription(Node, subscription))));
        var items = Items(PubsubXml.Event);
        if (subscription.IsDelivering && items.Count > 0)
            Send(PubsubXml.Notification(subscription, Node, items, _services.Time.GetUtcNow())); // §6.1.7
        WatchDetails();
    }

    private void OnUnsubscribe(Stanza request, XElement action)
    {
        if (Subscriber(request, action) is not { } subscriber) return;
        if (_state.FindSubscription(request.To!.Domainpart, subscriber) is null)
            Reply(request, PubsubXml.Error(request, StanzaErrorCondition.UnexpectedRequest, "not-subscribed"));
        else
            Commit(new NodeUnsubscribed(request.To.Domainpart, subscriber), () => Reply(request, StanzaErrors.IqResult(request)));
    }

    private void OnOptionsAsked(Stanza request, XElement action)
    {
        if (Known(request, action) is not { } subscription) return;
        var form = PubsubXml.Form(
            "form",
            PubsubXml.OptionsFormType,
            PubsubXml.Field("pubsub#deliver", "boolean", subscription.IsDelivering ? "1" : "0", "Receive notifications"));
        Reply(request, StanzaErrors.IqResult(request, PubsubXml.Answer(new XElement(
            PubsubXml.Pubsub + "options", new XAttribute("node", Node), new XAttribute("jid", subscription.Subscriber.Value), form))));
    }

    private void OnOptions(Stanza request, XElement action)
    {
        if (Known(request, action) is not { } subscription) return;
        var isDelivering = subscription.IsDelivering;
        if (!TryReadDeliver(action, ref isDelivering))
            Reply(request, PubsubXml.Error(request, StanzaErrorCondition.BadRequest, "invalid-options"));
        else
            Commit(
                new NodeSubscribed(subscription with { IsDelivering = isDelivering }), () => Reply(request, StanzaErrors.IqResult(request)));
    }

    private void OnItems(Stanza request, XElement action)
    {
        var wanted = action.Elements(PubsubXml.Pubsub + "item").Select(item => item.Attribute("id")?.Value).ToHashSet();
        var items = Items(PubsubXml.Pubsub).Where(item => wanted.Count == 0 || wanted.Contains(item.Attribute("id")!.Value));
        if (int.TryParse(action.Attribute("max_items")?.Value, CultureInfo.InvariantCulture, out var most) && most > 0)
            items = items.Take(most);
        Reply(request, StanzaErrors.IqResult(
            request, PubsubXml.Answer(new XElement(PubsubXml.Pubsub + "items", new XAttribute("node", Node), items))));
    }

    private void OnSubscriptions(Stanza request) => Reply(request, StanzaErrors.IqResult(request, PubsubXml.Answer(new XElement(
        PubsubXml.Pubsub + "subscriptions",
        new XAttribute("node", Node),
        SubscriptionsOf(request.To!.Domainpart, request.From!.Bare).Select(each => PubsubXml.Subscription(Node, each))))));

    private void OnFindSubscriptions(FindNodeSubscriptions find) =>
        Sender.Tell(new NodeSubscriptionsFound(_domain, [.. SubscriptionsOf(find.Service, find.Subscriber)]));

    private IEnumerable<NodeSubscription> SubscriptionsOf(string service, BareJid subscriber) =>
        _state.NodeSubscriptions.Where(each => each.Service == service && each.Subscriber.Bare == subscriber);

    /// <summary>Tells subscribers what has changed: items that are new or different, and those that are gone (§§7.1.2, 7.2.2.1).</summary>
    private void TellNode(ShownFarm before, ShownFarm next)
    {
        if (_state.NodeSubscriptions.IsEmpty) return;
        List<XElement> content = [];
        foreach (var (id, instance) in next.Instances)
        {
            if (!before.Instances.TryGetValue(id, out var known) || known != instance)
                content.Add(PubsubXml.Item(PubsubXml.Event, instance));
        }

        foreach (var id in before.Instances.Keys)
        {
            if (!next.Instances.ContainsKey(id))
                content.Add(new XElement(PubsubXml.Event + "retract", new XAttribute("id", id)));
        }

        var watchers = Settings.WatchersOrDefault;
        foreach (var subscription in _state.NodeSubscriptions)
        {
            if (subscription.IsDelivering && watchers.Permits(subscription.Subscriber))
                Send(PubsubXml.Notification(subscription, Node, content));
        }
    }

    private List<XElement> Items(XNamespace ns) => [.. _state.Published.Instances.Values.Select(instance => PubsubXml.Item(ns, instance))];

    private XElement NodeInfo()
    {
        XNamespace ns = ServiceDiscovery.InfoNamespace;
        return new XElement(
            ns + "query",
            new XAttribute("node", Node),
            new XElement(ns + "identity", new XAttribute("category", "pubsub"), new XAttribute("type", "leaf")),
            new XElement(ns + "feature", new XAttribute("var", PubsubXml.Namespace)),
            PubsubXml.Form(
                "result",
                PubsubXml.Namespace + "#meta-data",
                PubsubXml.Field("pubsub#title", "text-single", $"Instances of {_domain}"),
                PubsubXml.Field("pubsub#type", "text-single", PubsubXml.FarmNamespace),
                PubsubXml.Field("pubsub#access_model", "list-single", "whitelist"),
                PubsubXml.Field("pubsub#publish_model", "list-single", "publishers")));
    }

    private XElement NodeItems(Jid service)
    {
        XNamespace ns = ServiceDiscovery.ItemsNamespace;
        return new XElement(
            ns + "query",
            new XAttribute("node", Node),
            _state.Published.Instances.Keys.Select(id =>
                new XElement(ns + "item", new XAttribute("jid", service.Value), new XAttribute("name", id))));
    }

    private NodeSubscription? Known(Stanza request, XElement action)
    {
        if (Subscriber(request, action) is not { } subscriber) return null;
        if (_state.FindSubscription(request.To!.Domainpart, subscriber) is { } known) return known;
        Reply(request, PubsubXml.Error(request, StanzaErrorCondition.UnexpectedRequest, "not-subscribed"));
        return null;
    }

    /// <summary>Everybody subscribes their own addresses only (§6.1.3.1).</summary>
    /// <returns>Null: the request was refused.</returns>
    private Jid? Subscriber(Stanza request, XElement action)
    {
        if (action.Attribute("jid") is { Value: var text } && Jid.TryParse(text, out var jid) && jid.Bare == request.From!.Bare) return jid;
        Reply(request, PubsubXml.Error(request, StanzaErrorCondition.BadRequest, "invalid-jid"));
        return null;
    }

    private static bool TryReadDeliver(XElement options, ref bool isDelivering)
    {
        var form = options.Element(PubsubXml.Data + "x");
        if (form is null || form.Attribute("type")?.Value != "submit") return false;
        foreach (var field in form.Elements(PubsubXml.Data + "field"))
        {
            if (field.Attribute("var")?.Value != "pubsub#deliver") continue;
            switch (field.Element(PubsubXml.Data + "value")?.Value)
            {
                case "1" or "true": isDelivering = true; break;
                case "0" or "false": isDelivering = false; break;
                default: return false;
            }
        }

        return true;
    }
}
