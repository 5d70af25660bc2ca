using System.Security.Cryptography.X509Certificates;

namespace XmppActors.Transport.Sasl;

/// <summary>What the stream below contributes to an authentication.</summary>
public sealed record SaslChannel
{
    /// <summary>The domain that the stream is for: user names are localparts at it.</summary>
    public required string Domain { get; init; }

    /// <summary>TLS protects the stream.</summary>
    public bool IsSecure { get; init; }

    /// <summary>The client's certificate, only if it chains to an authority that the operator trusts with
    /// accounts.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The ways to bind to this TLS connection, best first; empty where there is none.</summary>
    public IReadOnlyList<ChannelBinding> ChannelBindings { get; init; } = [];

    /// <summary>Further ways, which are as safe and are not offered: a client that uses one all the same is let in.</summary>
    public IReadOnlyList<ChannelBinding> TacitBindings { get; init; } = [];
}
