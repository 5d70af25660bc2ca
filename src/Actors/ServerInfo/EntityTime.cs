using System.Globalization;
using System.Xml.Linq;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.ServerInfo;

/// <summary>Entity Time (XEP-0202) of the server.</summary>
internal static class EntityTime
{
    public const string Namespace = "urn:xmpp:time";

    public static readonly XmlName Payload = new("time", Namespace);

    private static readonly XNamespace Ns = Namespace;

    public static void Register(DomainIqs domain, TimeProvider time)
    {
        domain.Feature(Namespace);
        domain.On(
            StanzaType.Get, Payload, (request, _) => StanzaErrors.IqResult(request, ToElement(time.GetLocalNow())));
    }

    /// <summary>The instant in UTC and the zone's offset, both in the profiles of XEP-0082.</summary>
    public static XElement ToElement(DateTimeOffset now) => new(
        Ns + "time",
        new XElement(Ns + "tzo", now.ToString("zzz", CultureInfo.InvariantCulture)),
        new XElement(Ns + "utc", now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
}
