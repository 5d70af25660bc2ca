using System.Xml.Linq;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Privileges;

/// <summary>Privileges on the wire (XEP-0356, version 0.4.1).</summary>
internal static class PrivilegeXml
{
    public const string Namespace = "urn:xmpp:privilege:2";

    public static readonly XmlName PrivilegePayload = new("privilege", Namespace);
    public static readonly XmlName IqPayload = new("privileged_iq", Namespace);

    private static readonly XNamespace Ns = Namespace;

    /// <summary>What a component is told when it has connected (§4.2, §5.2, §6.2, §7.2).</summary>
    public static XElement ToAdvertisement(FarmPrivileges privileges)
    {
        var element = new XElement(Ns + "privilege");
        if (privileges.Roster != IqAccess.None)
        {
            element.Add(new XElement(
                Ns + "perm",
                new XAttribute("access", "roster"),
                new XAttribute("type", NameOf(privileges.Roster)),
                new XAttribute("push", privileges.HearsRosters ? "true" : "false")));
        }
        if (privileges.Messages)
            element.Add(new XElement(Ns + "perm", new XAttribute("access", "message"), new XAttribute("type", "outgoing")));
        if (!privileges.Iqs.IsEmpty)
        {
            element.Add(new XElement(
                Ns + "perm",
                new XAttribute("access", "iq"),
                privileges.Iqs.Select(iq => new XElement(
                    Ns + "namespace", new XAttribute("ns", iq.Namespace), new XAttribute("type", NameOf(iq.Access))))));
        }
        if (privileges.Presence != PresenceAccess.None)
        {
            var type = privileges.Presence == PresenceAccess.Roster ? "roster" : "managed_entity";
            element.Add(new XElement(Ns + "perm", new XAttribute("access", "presence"), new XAttribute("type", type)));
        }
        return element;
    }

    /// <summary>An answer, around which the component finds who gave it (§6.3).</summary>
    public static XElement ToPrivilege(XElement forwarded) => new(Ns + "privilege", forwarded);

    private static string NameOf(IqAccess access) => access switch
    {
        IqAccess.Get => "get",
        IqAccess.Set => "set",
        _ => "both",
    };
}
