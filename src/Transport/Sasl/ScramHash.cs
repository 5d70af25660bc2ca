using System.Security.Cryptography;

namespace XmppActors.Transport.Sasl;

/// <summary>The hash functions of the SCRAM family. The values are stored: append only.</summary>
public enum ScramHash : byte
{
    Sha1 = 1,
    Sha256 = 2,
    Sha512 = 3,
}

public static class ScramHashes
{
    /// <summary>Every hash, the strongest first.</summary>
    public static IReadOnlyList<ScramHash> All { get; } = [ScramHash.Sha512, ScramHash.Sha256, ScramHash.Sha1];

    /// <summary>The mechanism's name without <c>-PLUS</c> (RFC 5802, RFC 7677).</summary>
    public static string MechanismName(this ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => "SCRAM-SHA-1",
        ScramHash.Sha256 => "SCRAM-SHA-256",
        ScramHash.Sha512 => "SCRAM-SHA-512",
        _ => throw new ArgumentOutOfRangeException(nameof(hash), hash, null),
    };

    internal static HashAlgorithmName Algorithm(this ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => HashAlgorithmName.SHA1,
        ScramHash.Sha256 => HashAlgorithmName.SHA256,
        _ => HashAlgorithmName.SHA512,
    };

    internal static int Size(this ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => SHA1.HashSizeInBytes,
        ScramHash.Sha256 => SHA256.HashSizeInBytes,
        _ => SHA512.HashSizeInBytes,
    };

    internal static byte[] HashData(this ScramHash hash, ReadOnlySpan<byte> data) =>
        CryptographicOperations.HashData(hash.Algorithm(), data);

    internal static byte[] Hmac(this ScramHash hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) =>
        CryptographicOperations.HmacData(hash.Algorithm(), key, data);
}
