using XmppActors.Transport.Addresses;
using XmppActors.Transport.Tls;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.tls</c>.</summary>
internal static class TlsReader
{
    public static TlsSettings Read(SettingsBlock tls, IReadOnlyList<BareJid> domains, DataSettings data)
    {
        var certificate = ReadFile(tls, "certificate");
        var key = ReadFile(tls, "key");
        if (key is not null && certificate is null)
            tls.Fault(
                "key", "a key is named, but no certificate", "name both, or neither for a self-signed certificate");
        return new TlsSettings
        {
            CertificatePath = certificate,
            KeyPath = key,
            KeyPassword = tls.Text("key-password") is { Length: > 0 } password ? password : null,
            ClientAuthoritiesPath = ReadFile(tls, "client-authorities"),
            ReloadInterval = tls.Duration("reload-interval", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            Domains = [.. domains.Select(domain => domain.Value)],
            SelfSignedDirectory = data.Directory,
        };
    }

    /// <summary>A file that must be there; null when none is named.</summary>
    public static string? ReadFile(SettingsBlock tls, string key)
    {
        var path = tls.Text(key);
        if (path.Length == 0)
            return null;
        if (!File.Exists(path))
            tls.Fault(
                key,
                $"the file '{path}' does not exist",
                "mend the path, which is relative to where the server is started");
        return path;
    }
}
