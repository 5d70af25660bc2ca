using XmppActors.Actors.Components.Availability;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.pubsub</c>.</summary>
internal static class PubsubReader
{
    public static PubsubSettings Read(SettingsBlock pubsub)
    {
        var subdomain = pubsub.Text("subdomain");
        if (!BareJid.TryParse($"{subdomain}.localhost", out var domain) || !domain.IsDomain)
            pubsub.Fault("subdomain", $"'{subdomain}' cannot stand before a domain", "write a word such as \"pubsub\"");
        return new PubsubSettings { IsEnabled = pubsub.Flag("enabled"), Subdomain = subdomain };
    }
}
