using System.Security.Cryptography;
using System.Text;

namespace XmppActors.Host.Settings;

/// <summary>How this node is one of several; absent for one that is alone.</summary>
internal sealed record ClusterSettings
{
    public required string Name { get; init; }

    /// <summary><c>postgres://…</c> or <c>etcd:http://…</c>; empty: the seed nodes are asked.</summary>
    public required string Store { get; init; }

    /// <summary>Where the other nodes reach this one.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>The address that is listened on for them; null: that of <see cref="Host"/>.</summary>
    public required string? BindAddress { get; init; }

    /// <summary>Where clients reach this node, told to those of other nodes that go away; null: they are told nothing.</summary>
    public required string? ClientAddress { get; init; }

    public required IReadOnlyList<string> SeedNodes { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public required TimeSpan Lease { get; init; }

    /// <summary>What the nodes know and nobody else.</summary>
    public required string Secret { get; init; }

    /// <summary>Null: authenticated by the secret, not encrypted. The secret is asked for under TLS too.</summary>
    public required ClusterTlsFiles? Tls { get; init; }

    public required TimeSpan DrainTimeout { get; init; }

    /// <summary>A secret for one use that all nodes come to without telling each other.</summary>
    public byte[] DeriveSecret(string use) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(Secret),
        NodeSecret.Bytes,
        salt: Encoding.UTF8.GetBytes(Name),
        info: Encoding.UTF8.GetBytes(use));

    /// <summary>Without the secret and the store's password.</summary>
    public override string ToString() => $"cluster {Name} at {Host}:{Port}";
}

/// <summary>PEM files of mutual TLS between nodes.</summary>
internal sealed record ClusterTlsFiles(string Certificate, string? Key, string? KeyPassword, string Authority)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => Certificate;
}
