using System.Security.Cryptography;
using XmppActors.Actors.Components;

namespace XmppActors.Actors.Storage;

/// <summary>
/// Secrets that components authenticate with (XEP-0114 §3). A domain may have several, so that one can be replaced
/// while instances run. Encrypted at rest; needed in clear since the handshake hashes them with the stream's id.
/// </summary>
internal interface IFarmSecretStore
{
    /// <summary>The domain's secrets, oldest first.</summary>
    Task<IReadOnlyList<FarmSecret>> LoadAsync(FarmName domain, CancellationToken cancellationToken = default);

    /// <summary>What the domain's secrets are called and how old they are, oldest first; needs no key, so that those
    /// which cannot be decrypted can be found and removed.</summary>
    Task<IReadOnlyList<FarmSecretEntry>> ListAsync(FarmName domain, CancellationToken cancellationToken = default);

    /// <summary>Every domain, and every template, that has a secret.</summary>
    Task<IReadOnlyList<FarmName>> ListDomainsAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps one more secret.</summary>
    Task<FarmSecret> AddAsync(FarmName domain, string secret, CancellationToken cancellationToken = default);

    /// <returns>False: no such secret.</returns>
    Task<bool> RemoveAsync(FarmName domain, string id, CancellationToken cancellationToken = default);
}

/// <summary>One secret of a component domain.</summary>
/// <param name="Id">What an operator calls it by; tells nothing of the secret.</param>
internal sealed record FarmSecret(string Id, string Secret, DateTimeOffset AddedAt)
{
    /// <summary>48 random bits, short enough to be typed.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    /// <summary>Without the secret: records get into logs.</summary>
    public override string ToString() => $"FarmSecret {Id} of {AddedAt:O}";
}

/// <summary>A secret without the secret: all that an operator needs to name one.</summary>
internal sealed record FarmSecretEntry(string Id, DateTimeOffset AddedAt);
