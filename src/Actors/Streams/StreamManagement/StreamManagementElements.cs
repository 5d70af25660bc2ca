using System.Globalization;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams.StreamManagement;

/// <summary>XEP-0198's elements, read and written.</summary>
internal static class StreamManagementElements
{
    public const string Namespace = "urn:xmpp:sm:3";

    /// <summary><c>&lt;r/&gt;</c></summary>
    public static readonly XmppElement Request = XmppElement.Create(new XmlName("r", Namespace));

    /// <summary><c>&lt;resume/&gt;</c>: the one of them that comes before a resource is bound.</summary>
    public static readonly XmlName Resume = new("resume", Namespace);

    private static readonly XmlName Answer = new("a", Namespace);

    public static XmppElement Acknowledge(uint handled) =>
        XmppElement.Create(Answer, null, ("h", handled.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The answer to &lt;enable/&gt;.</summary>
    /// <param name="id">Null: the session cannot be resumed.</param>
    /// <param name="location">Where the client should come back to when this node is lost: host, or <c>host:port</c>; null: anywhere.</param>
    public static XmppElement Enabled(ResumptionId? id, TimeSpan resumeTimeout, string? location) => Enabled(id?.Value, resumeTimeout, location);

    /// <inheritdoc cref="Enabled(ResumptionId?, TimeSpan, string?)"/>
    public static XmppElement Enabled(string? id, TimeSpan resumeTimeout, string? location = null)
    {
        var name = new XmlName("enabled", Namespace);
        if (id is null) return XmppElement.Create(name);
        var max = ((int)resumeTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return location is null
            ? XmppElement.Create(name, null, ("id", id), ("resume", "true"), ("max", max))
            : XmppElement.Create(name, null, ("id", id), ("resume", "true"), ("max", max), ("location", location));
    }

    public static XmppElement Resumed(ResumptionId id, uint handled) => Resumed(id.Value, handled);

    public static XmppElement Resumed(string id, uint handled) => XmppElement.Create(
        new XmlName("resumed", Namespace),
        null,
        ("previd", id),
        ("h", handled.ToString(CultureInfo.InvariantCulture)));

    /// <param name="handled">What the session that cannot be resumed had handled, as far as it is known.</param>
    public static XmppElement Failed(StanzaErrorCondition condition, uint? handled = null)
    {
        var element = new System.Xml.Linq.XElement(
            System.Xml.Linq.XName.Get("failed", Namespace),
            new System.Xml.Linq.XElement(System.Xml.Linq.XName.Get(NameOf(condition), Namespaces.StanzaErrors)));
        if (handled is { } h) element.SetAttributeValue("h", h);
        return XmppElement.From(element);
    }

    /// <summary>The stream error for an <c>h</c> beyond what was sent (XEP-0198 §4).</summary>
    public static StreamError HandledTooHigh(uint handled, uint sendCount) => new(
        StreamErrorCondition.UndefinedCondition,
        $"you acknowledged {handled} stanzas, but were sent {sendCount}",
        Application: XmppElement.Create(
            new XmlName("handled-count-too-high", Namespace),
            null,
            ("h", handled.ToString(CultureInfo.InvariantCulture)),
            ("send-count", sendCount.ToString(CultureInfo.InvariantCulture))));

    /// <summary>Reads <c>h</c>, an xs:unsignedInt.</summary>
    public static bool TryReadHandled(XmppElement element, out uint handled) =>
        uint.TryParse(element.Attribute("h"), NumberStyles.None, CultureInfo.InvariantCulture, out handled);

    /// <summary>Whether &lt;enable/&gt; asks for a session that can be resumed (an xs:boolean).</summary>
    public static bool AsksToResume(XmppElement enable) => enable.Attribute("resume") is "true" or "1";

    /// <summary>How long &lt;enable/&gt; asks the session to be kept; null: as long as the server likes.</summary>
    public static TimeSpan? ReadMax(XmppElement enable) =>
        uint.TryParse(enable.Attribute("max"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static string NameOf(StanzaErrorCondition condition) => condition switch
    {
        StanzaErrorCondition.UnexpectedRequest => "unexpected-request",
        StanzaErrorCondition.ItemNotFound => "item-not-found",
        StanzaErrorCondition.BadRequest => "bad-request",
        StanzaErrorCondition.ServiceUnavailable => "service-unavailable",
        _ => "undefined-condition",
    };
}
