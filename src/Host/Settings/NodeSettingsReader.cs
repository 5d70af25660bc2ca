using XmppActors.Actors.Bridge;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Settings;

/// <summary>Reads the whole configuration into <see cref="NodeSettings"/>, or tells everything that is wrong with
/// it.</summary>
internal static class NodeSettingsReader
{
    /// <returns>Null when there is a fault; <paramref name="faults"/> then has them all.</returns>
    public static NodeSettings? Read(HoconDocument document, List<HoconFault> faults) => Read(document, faults, out _);

    /// <param name="read">Every path that was read: compared with reference.conf by a test.</param>
    public static NodeSettings? Read(
        HoconDocument document, List<HoconFault> faults, out IReadOnlyCollection<HoconPath> read)
    {
        var reference = HoconDocument.Load([ConfigurationLayers.Reference]).Root;
        var collected = new SettingsFaults(reference, faults);
        var xmpp = SettingsBlock.Root(document.Root, collected).Block("xmpp");

        var domains = ReadDomains(xmpp);
        var data = DataReader.Read(xmpp);
        var listeners = ListenersReader.Read(xmpp);
        var cluster = ClusterReader.Read(xmpp.Block("cluster"), data);
        var directory = new BridgeDirectory();
        var bridge = BridgeReader.Read(
            xmpp.Block("bridge"), domains.FirstOrDefault()?.Value ?? "", cluster is null ? null : $"{cluster.Host}:{cluster.Port}");
        var alone = xmpp.Duration("shutdown-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        var settings = new NodeSettings
        {
            Domains = domains,
            Administrators = ReadAdministrators(xmpp),
            Listeners = listeners,
            Streams = StreamsReader.Read(xmpp, domains),
            Authentication = AuthenticationReader.Read(xmpp.Block("authentication")),
            Accounts = AccountsReader.Read(xmpp),
            Registration = RegistrationReader.Read(xmpp.Block("registration")),
            StatusAddresses = PubsubReader.ReadStatusAddresses(xmpp.Block("outage-status")),
            Pubsub = PubsubReader.Read(xmpp.Block("pubsub")),
            Components = FarmsReader.Read(xmpp, domains, listeners, bridge is null ? null : directory),
            Bridge = bridge,
            BridgeDirectory = directory,
            FarmEvents = FarmEventsReader.Read(xmpp.Block("farm-events")),
            Tls = TlsReader.Read(xmpp.Block("tls"), domains, data),
            Data = data,
            Admin = AdminReader.Read(xmpp.Block("admin"), data),
            Log = LogReader.Read(xmpp.Block("log")),
            Cluster = cluster,
            ShutdownTimeout = cluster?.DrainTimeout ?? alone,
            EngineConfiguration = HoconWriter.Write(document.Root),
        };

        collected.TellUnknownKeys(document.Root, "xmpp");
        read = collected.Read;
        return faults.Count == 0 ? settings : null;
    }

    private static List<BareJid> ReadDomains(SettingsBlock xmpp)
    {
        var domains = new List<BareJid>();
        var texts = xmpp.Texts("domains");
        foreach (var (text, origin) in texts)
        {
            if (!BareJid.TryParse(text, out var domain) || !domain.IsDomain)
                xmpp.Fault(origin, $"'{text}' is no domain", "write a domain name such as \"montague.example\"");
            else if (domains.Contains(domain))
                xmpp.Fault(origin, $"the domain {domain} is named twice", "name it once");
            else
                domains.Add(domain);
        }

        if (texts.Count == 0)
            xmpp.Fault("domains", "xmpp.domains names no domain", "write xmpp.domains = [\"montague.example\"]");
        return domains;
    }

    private static HashSet<BareJid> ReadAdministrators(SettingsBlock xmpp)
    {
        var administrators = new HashSet<BareJid>();
        foreach (var (text, origin) in xmpp.Texts("administrators"))
        {
            if (BareJid.TryParse(text, out var address) && !address.IsDomain)
                administrators.Add(address);
            else
                xmpp.Fault(origin, $"'{text}' is nobody's address", "write name@domain, such as \"juliet@capulet.example\"");
        }

        return administrators;
    }
}
