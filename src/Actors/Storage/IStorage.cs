using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage;

/// <summary>What outlives the process: accounts, rosters, offline stanzas, secrets of farms.</summary>
/// <remarks>
/// Every call may be made from any thread and is answered from another; entities take the answer through <c>PipeTo</c>.
/// Writes for one account take effect in the order of their calls; a read sees every write whose task has completed. A
/// task fails with <see cref="StorageUnavailableException"/> when bounded retries did not help, and with
/// <see cref="OperationCanceledException"/> when cancelled before the write began: one that began is done whole or not
/// at all. Stamps are kept to the millisecond.
/// </remarks>
internal interface IStorage : IAsyncDisposable
{
    /// <summary>Where the data is, fit for a log line: never carries a password.</summary>
    string Description { get; }

    IAccountStore Accounts { get; }

    IRosterStore Rosters { get; }

    IOfflineStore Offline { get; }

    IFarmSecretStore FarmSecrets { get; }

    /// <summary>Where the tables of other rooms are too; null where there is none.</summary>
    ISqlDatabase? Database { get; }

    /// <summary>Completes when the storage answers; for readiness.</summary>
    /// <exception cref="StorageUnavailableException">It does not.</exception>
    Task CheckAsync(CancellationToken cancellationToken = default);
}
