using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>What a server keeps of a password (RFC 5802 §3): enough to check it, too little to log in elsewhere with
/// it.</summary>
public sealed class ScramKeys
{
    /// <summary>XEP-0438's floor for new keys; RFC 7677 §4 asks for 4096 at least.</summary>
    public const int DefaultIterations = 10_000;

    internal const int SaltBytes = 16;

    public ScramKeys(
        ScramHash hash,
        ReadOnlyMemory<byte> salt,
        int iterations,
        ReadOnlyMemory<byte> storedKey,
        ReadOnlyMemory<byte> serverKey)
    {
        ArgumentOutOfRangeException.ThrowIfZero(salt.Length, nameof(salt));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        ArgumentOutOfRangeException.ThrowIfNotEqual(storedKey.Length, hash.Size(), nameof(storedKey));
        ArgumentOutOfRangeException.ThrowIfNotEqual(serverKey.Length, hash.Size(), nameof(serverKey));
        (Hash, Salt, Iterations, StoredKey, ServerKey) = (hash, salt, iterations, storedKey, serverKey);
    }

    public ScramHash Hash { get; }

    public ReadOnlyMemory<byte> Salt { get; }

    public int Iterations { get; }

    public ReadOnlyMemory<byte> StoredKey { get; }

    public ReadOnlyMemory<byte> ServerKey { get; }

    /// <summary>A password's one form (PRECIS OpaqueString, RFC 8265 §4.2). False: empty, or with characters that
    /// nobody could type again.</summary>
    public static bool TryPreparePassword(string password, [NotNullWhen(true)] out string? prepared)
    {
        ArgumentNullException.ThrowIfNull(password);
        return OpaqueString.TryEnforce(password, out prepared);
    }

    /// <summary>Derives keys with a new salt. Costs milliseconds by intention.</summary>
    /// <exception cref="ArgumentException">Not a password: see <see cref="TryPreparePassword"/>.</exception>
    public static ScramKeys Derive(ScramHash hash, string password, int iterations = DefaultIterations) =>
        Derive(hash, password, RandomNumberGenerator.GetBytes(SaltBytes), iterations);

    /// <summary>Keys for each hash, so that an account can log in by every mechanism.</summary>
    /// <exception cref="ArgumentException">Not a password: see <see cref="TryPreparePassword"/>.</exception>
    public static IReadOnlyList<ScramKeys> DeriveAll(string password, int iterations = DefaultIterations) =>
        [.. ScramHashes.All.Select(hash => Derive(hash, password, iterations))];

    public static ScramKeys Derive(ScramHash hash, string password, ReadOnlyMemory<byte> salt, int iterations)
    {
        if (!TryPreparePassword(password, out var prepared))
            throw new ArgumentException("Not a password: empty, or not printable (RFC 8265 §4.2).", nameof(password));
        var salted = SaltedPassword(hash, prepared, salt.Span, iterations);
        var storedKey = hash.HashData(hash.Hmac(salted, "Client Key"u8));
        var serverKey = hash.Hmac(salted, "Server Key"u8);
        CryptographicOperations.ZeroMemory(salted);
        return new ScramKeys(hash, salt, iterations, storedKey, serverKey);
    }

    /// <summary>Checks a prepared password by deriving its key again: milliseconds, whatever the outcome.</summary>
    internal bool Verify(string prepared)
    {
        var salted = SaltedPassword(Hash, prepared, Salt.Span, Iterations);
        var storedKey = Hash.HashData(Hash.Hmac(salted, "Client Key"u8));
        CryptographicOperations.ZeroMemory(salted);
        return CryptographicOperations.FixedTimeEquals(storedKey, StoredKey.Span);
    }

    /// <summary>Checks a client's proof (RFC 5802 §3). The proof is as long as the hash.</summary>
    internal bool VerifyProof(ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> proof)
    {
        var clientKey = Hash.Hmac(StoredKey.Span, authMessage);
        for (var i = 0; i < clientKey.Length; i++)
            clientKey[i] ^= proof[i];
        return CryptographicOperations.FixedTimeEquals(Hash.HashData(clientKey), StoredKey.Span);
    }

    internal byte[] ServerSignature(ReadOnlySpan<byte> authMessage) => Hash.Hmac(ServerKey.Span, authMessage);

    private static byte[] SaltedPassword(ScramHash hash, string prepared, ReadOnlySpan<byte> salt, int iterations)
    {
        var password = Encoding.UTF8.GetBytes(prepared);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, hash.Algorithm(), hash.Size());
        CryptographicOperations.ZeroMemory(password);
        return salted;
    }
}
