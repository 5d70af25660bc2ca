using System.Reflection;
using System.Xml.Linq;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.ServerInfo;

/// <summary>Software Version (XEP-0092): name and version; the operating system is nobody's business (§5).</summary>
internal static class SoftwareVersion
{
    public const string Namespace = "jabber:iq:version";

    public const string Name = "XmppActors";

    public static readonly XmlName Payload = new("query", Namespace);

    private static readonly XNamespace Ns = Namespace;

    /// <summary>This build's version, without the commit.</summary>
    public static string Version { get; } =
        typeof(SoftwareVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    public static void Register(DomainIqs domain)
    {
        domain.Feature(Namespace);
        domain.On(StanzaType.Get, Payload, static (request, _) => StanzaErrors.IqResult(
            request,
            new XElement(Ns + "query", new XElement(Ns + "name", Name), new XElement(Ns + "version", Version))));
    }
}
