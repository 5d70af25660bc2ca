using System.Collections.Frozen;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Xml;

namespace XmppActors.Host.Settings;

/// <summary>What <c>xmpp.c2s</c>, <c>xmpp.authentication</c> and <c>xmpp.stream-management</c> say of clients'
/// streams.</summary>
internal static class StreamsReader
{
    /// <summary>RFC 6120 §13.12 forbids a bound below this after authentication.</summary>
    private const int LeastStanzaBytes = 10_000;

    private const int MostStanzaBytes = 64 * 1024 * 1024;

    public static StreamSettings Read(SettingsBlock xmpp, IReadOnlyList<BareJid> domains)
    {
        var c2s = xmpp.Block("c2s");
        var authentication = xmpp.Block("authentication");
        return new StreamSettings
        {
            Domains = domains.Select(domain => domain.Value).ToFrozenSet(StringComparer.Ordinal),
            DefaultDomain = domains.Count > 0 ? domains[0].Value : "",
            RequireTls = c2s.Flag("require-tls"),
            NegotiationTimeout = ReadNegotiationTimeout(c2s),
            MaxAuthenticationAttempts = authentication.Number("attempts-per-stream", 1, 100),
            MaxBindAttempts = c2s.Number("max-bind-attempts", 1, 100),
            ReadWindow = ReadWindow(c2s),
            NegotiationLimits = ReadNegotiationLimits(c2s),
            BoundLimits = ReadNegotiationLimits(c2s) with { StanzaBytes = ReadStanzaBytes(c2s) },
            StreamManagement = ReadStreamManagement(xmpp.Block("stream-management")),
        };
    }

    public static TimeSpan ReadNegotiationTimeout(SettingsBlock block) =>
        block.Duration("negotiation-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    public static int ReadWindow(SettingsBlock block) => block.Size("read-window", 4096, 1 << 30);

    public static int ReadStanzaBytes(SettingsBlock block) =>
        block.Size("max-stanza-size", LeastStanzaBytes, MostStanzaBytes);

    /// <summary>The bounds of input until the peer is known.</summary>
    public static StreamLimits ReadNegotiationLimits(SettingsBlock block) => new(
        StanzaBytes: block.Size("max-stanza-size-before-authentication", 1024, MostStanzaBytes),
        HeaderBytes: block.Size("max-header-size", 512, 1 << 20),
        Depth: block.Number("max-depth", 4, 10_000),
        Attributes: block.Number("max-attributes", 8, 10_000));

    private static StreamManagementSettings? ReadStreamManagement(SettingsBlock management)
    {
        var settings = new StreamManagementSettings
        {
            ResumeTimeout = management.Duration("resume-timeout", TimeSpan.Zero, TimeSpan.FromDays(1)),
            MaxUnackedStanzas = management.Number("max-unacked-stanzas", 10, 10_000_000),
            MaxUnackedBytes = management.Size("max-unacked-size", 16 * 1024, 1 << 30),
            RequestAfterStanzas = management.Number("request-after-stanzas", 1, 100_000),
            RequestAfter = management.Duration(
                "request-after", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            AckTimeout = management.Duration("ack-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
        };
        return management.Flag("enabled") ? settings : null;
    }
}
