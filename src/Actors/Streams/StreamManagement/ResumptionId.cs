using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Streams.StreamManagement;

/// <summary>XEP-0198's SM-ID (<c>id</c> of &lt;enabled/&gt;, <c>previd</c> of &lt;resume/&gt;): says which resource's
/// session is meant, so that it can be found without a register of sessions, and proves by 128 random bits that the
/// asker was given it.</summary>
/// <remarks>Looked up below the authenticated account only: it is of no use to anybody else.</remarks>
internal sealed class ResumptionId
{
    private const int SecretBytes = 16;
    private const int MaxChars = 2048; // A resourcepart has at most 1023 bytes (RFC 7622 §3.4).

    private readonly byte[] _secret;

    private ResumptionId(string resourcepart, byte[] secret)
    {
        Resourcepart = resourcepart;
        _secret = secret;
        Value = Base64Url.EncodeToString([.. secret, .. Encoding.UTF8.GetBytes(resourcepart)]);
    }

    public string Resourcepart { get; }

    /// <summary>What goes on the wire.</summary>
    public string Value { get; }

    public static ResumptionId Create(FullJid address) =>
        new(address.Resourcepart!, RandomNumberGenerator.GetBytes(SecretBytes));

    /// <returns>False when no session of ours can have this id.</returns>
    public static bool TryParse(string? value, [NotNullWhen(true)] out ResumptionId? id)
    {
        id = null;
        if (value is null || value.Length > MaxChars || !Base64Url.IsValid(value, out var length)
            || length <= SecretBytes)
            return false;

        var bytes = Base64Url.DecodeFromChars(value);
        id = new ResumptionId(Encoding.UTF8.GetString(bytes.AsSpan(SecretBytes)), bytes[..SecretBytes]);
        return true;
    }

    /// <summary>Compares in constant time.</summary>
    public bool Matches(ResumptionId other) =>
        Resourcepart == other.Resourcepart && CryptographicOperations.FixedTimeEquals(_secret, other._secret);
}
