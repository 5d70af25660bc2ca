using XmppActors.Actors.Components;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.component</c> and <c>xmpp.farms</c>: external components, by domain.</summary>
internal static class FarmsReader
{
    /// <summary>The secret of the shipped example: everybody knows it.</summary>
    private const string ExampleSecret = "change-me";

    public static ComponentSettings Read(
        SettingsBlock xmpp, IReadOnlyList<BareJid> domains, IReadOnlyList<ListenerSettings> listeners)
    {
        var component = xmpp.Block("component");
        return new ComponentSettings
        {
            Farms = ReadFarms(xmpp.Block("farms"), domains, listeners),
            NegotiationTimeout = StreamsReader.ReadNegotiationTimeout(component),
            ReadWindow = StreamsReader.ReadWindow(component),
            MaxStanzaBytes = StreamsReader.ReadStanzaBytes(component),
        };
    }

    private static Dictionary<string, FarmSettings> ReadFarms(
        SettingsBlock farms, IReadOnlyList<BareJid> domains, IReadOnlyList<ListenerSettings> listeners)
    {
        var isOpen = listeners.Any(listener => listener.Kind == ListenerKind.Component
            && ListenAddress.TryParse(listener.Address, out var address) && !address.IsLoopback);
        var byDomain = new Dictionary<string, FarmSettings>(StringComparer.Ordinal);
        foreach (var name in farms.Names)
        {
            var farm = farms.Block(name);
            var settings = ReadFarm(farm, name, isOpen);
            if (!BareJid.TryParse(name, out var domain) || !domain.IsDomain)
                farms.Fault(name, $"'{name}' is no domain", "write a domain name such as \"echo.montague.example\"");
            else if (domains.Contains(domain))
                farms.Fault(
                    name,
                    $"the domain {domain} belongs to the server itself",
                    "give the component a domain of its own");
            else
                byDomain[domain.Value] = settings with { Domain = domain.Value };
        }

        return byDomain;
    }

    private static FarmSettings ReadFarm(SettingsBlock farm, string name, bool isOpen)
    {
        var secrets = farm.Texts("secrets");
        if (secrets.Count == 0)
            farm.Fault(
                "secrets",
                $"the farm {name} has no secret",
                $"write \"{name}\" {{ secrets = [\"…\"] }}; a domain with dots stands in quotes");
        foreach (var (text, origin) in secrets)
        {
            if (text.Length == 0)
            {
                farm.Fault(
                    origin,
                    $"the farm {name} has an empty secret",
                    "write a long random text; openssl rand -hex 24 makes one");
            }
            else if (isOpen && text == ExampleSecret)
            {
                farm.Fault(
                    origin,
                    $"the secret of {name} is the documentation's, and component.listen is open to other machines",
                    $"write a secret of your own, or remove the farm: xmpp.farms.\"{name}\" = null");
            }
        }

        var settings = new FarmSettings { Domain = name, Secrets = [.. secrets.Select(secret => secret.Text)], Rules = FarmRulesReader.Read(farm) };
        return farm.Has("max-instances")
            ? settings with { MaxInstances = farm.Number("max-instances", 1, 1000) }
            : settings;
    }
}
