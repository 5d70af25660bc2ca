using XmppActors.Actors.Components.Availability;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.pubsub</c> and <c>xmpp.outage-status</c>.</summary>
internal static class PubsubReader
{
    public static PubsubSettings Read(SettingsBlock pubsub)
    {
        var subdomain = pubsub.Text("subdomain");
        if (!BareJid.TryParse($"{subdomain}.localhost", out var domain) || !domain.IsDomain)
            pubsub.Fault("subdomain", $"'{subdomain}' cannot stand before a domain", "write a word such as \"pubsub\"");
        return new PubsubSettings { IsEnabled = pubsub.Flag("enabled"), Subdomain = subdomain };
    }

    public static IReadOnlyList<string> ReadStatusAddresses(SettingsBlock outage)
    {
        var addresses = outage.Texts("addresses");
        foreach (var (text, origin) in addresses)
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                outage.Fault(origin, $"'{text}' is no address on the web", "write one such as \"https://status.example.org/xmpp.json\"");
        }

        return [.. addresses.Select(address => address.Text)];
    }
}
