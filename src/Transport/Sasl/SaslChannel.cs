using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>What the stream below contributes to an authentication.</summary>
public sealed record SaslChannel
{
    /// <summary>The domain that the stream is for: user names are localparts at it.</summary>
    public required string Domain { get; init; }

    /// <summary>User names are domains in their own right, as those of components (XEP-0225 §2).</summary>
    public bool NamesDomains { get; init; }

    /// <summary>The domain that the peer has called itself; where <see cref="NamesDomains"/>, EXTERNAL takes it for the identity that is
    /// not given.</summary>
    public BareJid? ClaimedDomain { get; init; }

    /// <summary>TLS protects the stream.</summary>
    public bool IsSecure { get; init; }

    /// <summary>The client's certificate, only if it chains to an authority that the operator trusts with
    /// accounts. Where <see cref="NamesDomains"/>, whatever it is: who looks the domain up decides.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The ways to bind to this TLS connection, best first; empty where there is none.</summary>
    public IReadOnlyList<ChannelBinding> ChannelBindings { get; init; } = [];

    /// <summary>Further ways, which are as safe and are not offered: a client that uses one all the same is let in.</summary>
    public IReadOnlyList<ChannelBinding> TacitBindings { get; init; } = [];

    /// <summary>Whom a user name means.</summary>
    internal bool TryName(string authcid, [NotNullWhen(true)] out BareJid? account) => NamesDomains
        ? BareJid.TryParse(authcid, out account) && account.IsDomain
        : BareJid.TryCreate(authcid, Domain, out account);
}
