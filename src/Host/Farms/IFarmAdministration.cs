using XmppActors.Actors.Components;
using XmppActors.Actors.Storage;

namespace XmppActors.Host.Farms;

/// <summary>What an operator does with components' domains; on a running node and on a stopped one.</summary>
internal interface IFarmAdministration
{
    /// <summary>Keeps one more secret, beside those that the domain has.</summary>
    Task<SecretAdded> AddSecretAsync(FarmName domain, string secret, CancellationToken cancellationToken);

    /// <summary>From now on the secret opens no stream; links that it has opened stay.</summary>
    Task<FarmOutcome> RemoveSecretAsync(FarmName domain, string id, CancellationToken cancellationToken);

    /// <summary>The domain's stored secrets, oldest first; those of the configuration have no id.</summary>
    IAsyncEnumerable<FarmSecretEntry> ListSecretsAsync(FarmName domain, CancellationToken cancellationToken);

    /// <summary>All domains and templates that are known, by name.</summary>
    IAsyncEnumerable<FarmEntry> ListAsync(CancellationToken cancellationToken);
}

/// <summary>One domain as <c>farm list</c> shows it.</summary>
/// <param name="Secrets">Where its secrets are.</param>
/// <param name="Instances">How many are connected; null on a stopped node, and of a template, which is none itself.</param>
internal sealed record FarmEntry(string Domain, SecretPlaces Secrets, int? Instances);

/// <summary>Where a domain's secrets are. None: they were removed, and the running node still knows the
/// domain.</summary>
[Flags]
internal enum SecretPlaces
{
    None = 0,
    Configuration = 1,
    Storage = 2,
}

/// <param name="Id">What the new secret is called; null when there is none.</param>
internal sealed record SecretAdded(FarmOutcome Outcome, string? Id);

internal enum FarmOutcome
{
    Done,

    /// <summary>There is no such secret.</summary>
    Missing,

    /// <summary>The domain is one of the server's own.</summary>
    OwnDomain,

    /// <summary>The secret is empty, has a control character, or begins like SCRAM keys and is damaged: more likely an accident than a secret.</summary>
    BadSecret,
}
