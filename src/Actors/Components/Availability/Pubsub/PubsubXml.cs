using System.Globalization;
using System.Xml.Linq;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability.Pubsub;

/// <summary>The elements of XEP-0060, and those of a farm's items.</summary>
internal static class PubsubXml
{
    public const string Namespace = "http://jabber.org/protocol/pubsub";
    public const string OwnerNamespace = Namespace + "#owner";
    public const string EventNamespace = Namespace + "#event";
    public const string OptionsFormType = Namespace + "#subscribe_options";

    /// <summary>Of the payload of a farm's items (docs/farms.md).</summary>
    public const string FarmNamespace = "urn:xmpp-actors:farm:0";

    public const string NodePrefix = "farms/";

    public static readonly XNamespace Pubsub = Namespace;
    public static readonly XNamespace Event = EventNamespace;
    public static readonly XNamespace Data = "jabber:x:data";

    private static readonly XNamespace Errors = Namespace + "#errors";
    private static readonly XNamespace Farm = FarmNamespace;

    public static string NodeOf(string domain) => NodePrefix + domain;

    public static XElement Answer(params ReadOnlySpan<object> content) => new(Pubsub + "pubsub", content.ToArray());

    /// <summary>One instance, as an item of its farm's node.</summary>
    public static XElement Item(XNamespace ns, ShownInstance instance)
    {
        var payload = new XElement(
            Farm + "instance",
            new XAttribute("id", instance.Id),
            new XAttribute("state", NameOf(instance.State)),
            new XAttribute("since", Stamp(instance.Since)),
            new XAttribute("weight", instance.Weight),
            new XAttribute("outstanding", instance.Outstanding));
        if (instance.Node.Length > 0) payload.SetAttributeValue("node", instance.Node);
        if (instance.Reason.Length > 0) payload.SetAttributeValue("reason", instance.Reason);
        return new XElement(ns + "item", new XAttribute("id", instance.Id), payload);
    }

    public static XElement Subscription(string node, NodeSubscription subscription) => new(
        Pubsub + "subscription",
        new XAttribute("node", node),
        new XAttribute("jid", subscription.Subscriber.Value),
        new XAttribute("subscription", "subscribed"));

    /// <summary>What is sent to a subscriber (§7.1.2). Type headline, so that nobody stores it: what is true is at the node.</summary>
    public static Stanza Notification(NodeSubscription subscription, string node, IEnumerable<XElement> content, DateTimeOffset? delayedFrom = null)
    {
        var items = new XElement(Event + "event", new XElement(Event + "items", new XAttribute("node", node), content));
        XElement[] children = delayedFrom is { } at
            ? [items, new XElement(XName.Get("delay", "urn:xmpp:delay"), new XAttribute("stamp", Stamp(at)))]
            : [items];
        return Stanza.Create(
            StanzaKind.Message, StanzaType.Headline, BareJid.Domain(subscription.Service), subscription.Subscriber, id: null, children);
    }

    /// <summary>An error with a condition of pubsub's own (§13).</summary>
    public static Stanza Error(Stanza request, StanzaErrorCondition condition, string specific, string? feature = null)
    {
        var plain = StanzaErrors.Bounce(request, condition)!;
        var error = plain.Children()[^1];
        var own = new XElement(Errors + specific);
        if (feature is not null) own.SetAttributeValue("feature", feature);
        error.Add(own);
        return Stanza.Create(StanzaKind.Iq, StanzaType.Error, plain.From, plain.To, plain.Id, error);
    }

    public static XElement Form(string type, string formType, params ReadOnlySpan<XElement> fields) => new(
        Data + "x",
        new XAttribute("type", type),
        new XElement(Data + "field", new XAttribute("var", "FORM_TYPE"), new XAttribute("type", "hidden"), new XElement(Data + "value", formType)),
        fields.ToArray());

    public static XElement Field(string name, string type, string value, string? label = null)
    {
        var field = new XElement(Data + "field", new XAttribute("var", name), new XAttribute("type", type), new XElement(Data + "value", value));
        if (label is not null) field.SetAttributeValue("label", label);
        return field;
    }

    /// <summary>XEP-0082.</summary>
    public static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string NameOf(InstanceState state) => state switch
    {
        InstanceState.Joining => "joining",
        InstanceState.Ready => "ready",
        InstanceState.Degraded => "degraded",
        InstanceState.Draining => "draining",
        InstanceState.Suspect => "suspect",
        _ => "down",
    };
}
