namespace XmppActors.Transport.Sasl;

/// <summary>What a node lets authenticate, and how.</summary>
public sealed record SaslSettings
{
    /// <summary>Mechanisms that may be offered, by name without <c>-PLUS</c>: SCRAM-SHA-512, SCRAM-SHA-256,
    /// SCRAM-SHA-1, EXTERNAL, PLAIN, ANONYMOUS.</summary>
    public IReadOnlySet<string> Mechanisms { get; init; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "EXTERNAL", "PLAIN",
        };

    /// <summary>Offers PLAIN where TLS does not protect the stream. For closed test networks only (RFC 6120
    /// §13.8.4).</summary>
    public bool AllowPlainWithoutTls { get; init; }

    /// <summary>Iterations shown for accounts that do not exist; the same number that new accounts get.</summary>
    public int Iterations { get; init; } = ScramKeys.DefaultIterations;

    /// <summary>Makes the salts of accounts that do not exist. 32 random bytes, kept over restarts and equal on all
    /// nodes: when it changes, the salts of accounts that exist are those that stay.</summary>
    public required ReadOnlyMemory<byte> UnknownAccountSecret { get; init; }

    /// <summary>Passwords remembered as verified; about 100 bytes each. 0 turns it off.</summary>
    public int VerifiedPasswords { get; init; } = 100_000;
}
