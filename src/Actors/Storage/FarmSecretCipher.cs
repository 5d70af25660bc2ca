using System.Security.Cryptography;
using System.Text;
using XmppActors.Actors.Components;

namespace XmppActors.Actors.Storage;

/// <summary>
/// Encrypts farms' secrets with AES-256-GCM, each bound to its domain and id so that rows cannot be exchanged.
/// </summary>
/// <remarks>Layout: format (1 byte, now 1), nonce (12), tag (16), ciphertext.</remarks>
internal sealed class FarmSecretCipher
{
    public const int KeyBytes = 32;

    private const byte Format = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    private readonly byte[] _key;

    public FarmSecretCipher(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes);
        _key = key.ToArray();
        KeyId = Convert.ToHexStringLower(HMACSHA256.HashData(_key, "XmppActors farm secret key id"u8).AsSpan(0, 8));
    }

    /// <summary>
    /// Tells one key from another without telling anything of either; stored beside what the key encrypted.
    /// </summary>
    public string KeyId { get; }

    public byte[] Encrypt(FarmName domain, string id, string secret)
    {
        var clear = Encoding.UTF8.GetBytes(secret);
        var encrypted = new byte[HeaderBytes + clear.Length];
        encrypted[0] = Format;
        var nonce = encrypted.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagBytes);
        var tag = encrypted.AsSpan(1 + NonceBytes, TagBytes);
        aes.Encrypt(nonce, clear, encrypted.AsSpan(HeaderBytes), tag, Context(domain, id));
        CryptographicOperations.ZeroMemory(clear);
        return encrypted;
    }

    /// <exception cref="CryptographicException">Encrypted with another key, for another row, or altered
    /// since.</exception>
    public string Decrypt(FarmName domain, string id, ReadOnlySpan<byte> encrypted)
    {
        if (encrypted.Length < HeaderBytes || encrypted[0] != Format)
            throw new CryptographicException("Unknown format.");
        var clear = new byte[encrypted.Length - HeaderBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(
            encrypted.Slice(1, NonceBytes),
            encrypted[HeaderBytes..],
            encrypted.Slice(1 + NonceBytes, TagBytes),
            clear,
            Context(domain, id));
        var secret = Encoding.UTF8.GetString(clear);
        CryptographicOperations.ZeroMemory(clear);
        return secret;
    }

    private static byte[] Context(FarmName domain, string id) => Encoding.UTF8.GetBytes($"{domain.Value}\0{id}");
}
