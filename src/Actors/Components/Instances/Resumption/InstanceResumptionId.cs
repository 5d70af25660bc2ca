using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace XmppActors.Actors.Components.Instances.Resumption;

/// <summary>XEP-0198's SM-ID on a component's stream: says which instance of which farm is meant, so that every node finds it by the farm's
/// snapshot, and proves by 128 random bits that the asker was given it.</summary>
internal sealed class InstanceResumptionId
{
    private const int SecretBytes = 16;
    private const int MaxChars = 4096;

    private readonly byte[] _secret;

    private InstanceResumptionId(string domain, string instanceId, byte[] secret)
    {
        (Domain, InstanceId, _secret) = (domain, instanceId, secret);
        Value = Base64Url.EncodeToString([.. secret, .. Encoding.UTF8.GetBytes($"{domain}/{instanceId}")]);
    }

    /// <summary>One of the domains that the instance served when the id was made.</summary>
    public string Domain { get; }

    public string InstanceId { get; }

    /// <summary>What goes on the wire.</summary>
    public string Value { get; }

    public static InstanceResumptionId Create(string domain, string instanceId) =>
        new(domain, instanceId, RandomNumberGenerator.GetBytes(SecretBytes));

    /// <returns>False when no instance of ours can have this id.</returns>
    public static bool TryParse(string? value, [NotNullWhen(true)] out InstanceResumptionId? id)
    {
        id = null;
        if (value is null || value.Length > MaxChars || !Base64Url.IsValid(value, out var length) || length <= SecretBytes) return false;
        var bytes = Base64Url.DecodeFromChars(value);
        var name = Encoding.UTF8.GetString(bytes.AsSpan(SecretBytes));
        if (name.IndexOf('/', StringComparison.Ordinal) is not (> 0 and var slash)) return false;
        id = new InstanceResumptionId(name[..slash], name[(slash + 1)..], bytes[..SecretBytes]);
        return true;
    }

    /// <summary>Compares in constant time.</summary>
    public bool Matches(InstanceResumptionId other) =>
        Domain == other.Domain && InstanceId == other.InstanceId && CryptographicOperations.FixedTimeEquals(_secret, other._secret);
}
