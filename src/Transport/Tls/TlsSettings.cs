namespace XmppActors.Transport.Tls;

/// <summary>Where the node's certificate comes from.</summary>
public sealed record TlsSettings
{
    /// <summary>PEM chain, leaf first, or a PKCS #12 file (<c>.pfx</c>, <c>.p12</c>). Null or empty: a self-signed one
    /// is made and kept.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>PEM private key; null or empty when <see cref="CertificatePath"/> holds it too.</summary>
    public string? KeyPath { get; init; }

    /// <summary>Of an encrypted PEM key or of the PKCS #12 file.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>Names in the self-signed certificate.</summary>
    public required IReadOnlyList<string> Domains { get; init; }

    /// <summary>Where the self-signed certificate and its key are kept (<c>self-signed.crt</c>,
    /// <c>self-signed.key</c>).</summary>
    public required string SelfSignedDirectory { get; init; }

    /// <summary>How often the files are looked at for a change.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>PEM authorities that client certificates are checked against; null or empty: those of the operating
    /// system.</summary>
    public string? ClientAuthoritiesPath { get; init; }
}
