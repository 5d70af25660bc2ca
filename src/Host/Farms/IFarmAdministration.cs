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
/// <param name="Instances">How many are connected; null on a stopped node, and of a template, which is none itself.</param>
internal sealed record FarmEntry(string Domain, FarmPlaces Defined, int? Instances)
{
    /// <summary>How many of them are ready.</summary>
    public int? Ready { get; init; }

    /// <summary>Of the whole farm: <c>ready</c>, <c>degraded</c>, <c>draining</c> or <c>unavailable</c>; null as for <see cref="Instances"/>.</summary>
    public string? State { get; init; }

    /// <summary>Who gets its stanzas; null: nothing is known of that.</summary>
    public string? Policy { get; init; }
}

/// <summary>Where something is said of a domain. None: it was removed, and the running node still knows the domain.</summary>
[Flags]
internal enum FarmPlaces
{
    None = 0,
    Configuration = 1,

    /// <summary>It has stored secrets.</summary>
    Storage = 2,

    /// <summary>Settings were given at run time.</summary>
    Runtime = 4,
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
