using XmppActors.Transport.Sasl;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.authentication</c>.</summary>
internal static class AuthenticationReader
{
    private static readonly string[] Known =
        [.. ScramHashes.All.Select(hash => hash.MechanismName()), "EXTERNAL", "PLAIN", "ANONYMOUS"];

    public static AuthenticationSettings Read(SettingsBlock authentication)
    {
        var iterations = authentication.Number("scram-iterations", 4096, 10_000_000);
        return new AuthenticationSettings
        {
            Sasl = new SaslSettings
            {
                Mechanisms = ReadMechanisms(authentication, Known),
                AllowPlainWithoutTls = authentication.Flag("plain-without-tls"),
                Iterations = iterations,
                VerifiedPasswords = authentication.Number("remembered-passwords", 0, 10_000_000),
                UnknownAccountSecret = ReadSecret(authentication) ?? ReadOnlyMemory<byte>.Empty,
            },
            Throttle = ReadThrottle(authentication.Block("throttle")),
        };
    }

    /// <summary>What components may authenticate by: who they are, somebody must vouch for.</summary>
    public static HashSet<string> ReadComponentMechanisms(SettingsBlock component) => ReadMechanisms(component, Known[..^1]);

    private static HashSet<string> ReadMechanisms(SettingsBlock authentication, string[] known)
    {
        var knownNames = string.Join(", ", known);
        var mechanisms = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (text, origin) in authentication.Texts("mechanisms"))
        {
            var name = text.ToUpperInvariant();
            if (known.Contains(name))
                mechanisms.Add(name);
            else
                authentication.Fault(
                    origin,
                    $"the mechanism '{text}' is not known",
                    $"write some of {knownNames}; -PLUS comes by itself");
        }

        if (mechanisms.Count == 0)
            authentication.Fault(
                "mechanisms", "no mechanism is left to authenticate with", $"write some of {knownNames}");
        return mechanisms;
    }

    private static LoginThrottleSettings ReadThrottle(SettingsBlock throttle) => new()
    {
        FreeFailures = throttle.Number("free-failures", 0, 1000),
        FirstDelay = throttle.Duration("first-delay", TimeSpan.Zero, TimeSpan.FromSeconds(30)),
        MaxDelay = throttle.Duration("max-delay", TimeSpan.Zero, TimeSpan.FromSeconds(30)),
        AccountLimit = throttle.Number("account-limit", 1, 1_000_000),
        AddressLimit = throttle.Number("address-limit", 1, 1_000_000),
        Window = throttle.Duration("window", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        Capacity = throttle.Number("capacity", 100, 10_000_000),
    };

    private static ReadOnlyMemory<byte>? ReadSecret(SettingsBlock authentication)
    {
        var text = authentication.Text("secret");
        if (text.Length == 0)
            return null;
        var secret = new byte[NodeSecret.Bytes];
        if (Convert.TryFromBase64String(text, secret, out var written) && written == secret.Length)
            return secret;
        authentication.Fault(
            "secret", "xmpp.authentication.secret is not 32 bytes in base64", "make one with openssl rand -base64 32");
        return null;
    }
}
