using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.farms</c>: the domains of external components, with the secrets that they may show.</summary>
internal static class FarmsReader
{
    /// <summary>The secret of the shipped example: everybody knows it.</summary>
    private const string ExampleSecret = "change-me";

    public static IReadOnlyDictionary<BareJid, IReadOnlyList<string>> Read(
        SettingsBlock farms, IReadOnlyList<BareJid> domains, IReadOnlyList<ListenerSettings> listeners)
    {
        var isOpen = listeners.Any(listener => listener.Kind == ListenerKind.Component
            && ListenAddress.TryParse(listener.Address, out var address) && !address.IsLoopback);
        var secrets = new Dictionary<BareJid, IReadOnlyList<string>>();
        foreach (var name in farms.Names)
        {
            var farm = farms.Block(name);
            if (!BareJid.TryParse(name, out var domain) || !domain.IsDomain)
                farms.Fault(name, $"'{name}' is no domain", "write a domain name such as \"echo.montague.example\"");
            else if (domains.Contains(domain))
                farms.Fault(name, $"the domain {domain} belongs to the server itself", "give the component a domain of its own");
            else if (ReadSecrets(farm, name, isOpen) is { } accepted)
                secrets[domain] = accepted;
        }

        return secrets;
    }

    private static List<string>? ReadSecrets(SettingsBlock farm, string name, bool isOpen)
    {
        var secrets = farm.Texts("secrets");
        if (secrets.Count == 0)
            farm.Fault("secrets", $"the farm {name} has no secret", $"write \"{name}\" {{ secrets = [\"…\"] }}; a domain with dots stands in quotes");
        foreach (var (text, origin) in secrets)
        {
            if (text.Length == 0)
                farm.Fault(origin, $"the farm {name} has an empty secret", "write a long random text; openssl rand -hex 24 makes one");
            else if (isOpen && text == ExampleSecret)
            {
                farm.Fault(
                    origin,
                    $"the secret of {name} is the one from the documentation, and component.listen is open to other machines",
                    $"write a secret of your own, or remove the farm: xmpp.farms.\"{name}\" = null");
            }
        }

        return [.. secrets.Select(secret => secret.Text)];
    }
}
