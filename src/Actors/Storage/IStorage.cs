namespace XmppActors.Actors.Storage;

/// <summary>What outlives the process: accounts, rosters, offline stanzas, secrets of farms.</summary>
/// <remarks>
/// Every call may be made from any thread and is answered from another; entities take the answer through <c>PipeTo</c>. Calls for one account
/// take effect in the order in which they were made. A task fails with <see cref="StorageUnavailableException"/> when bounded retries did not
/// help, with <see cref="OperationCanceledException"/> when cancelled before the write began: a write that began is never half done. Stamps
/// are kept to the millisecond.
/// </remarks>
internal interface IStorage : IAsyncDisposable
{
    /// <summary>Where the data is, fit for a log line: never carries a password.</summary>
    string Description { get; }

    IAccountStore Accounts { get; }

    IRosterStore Rosters { get; }

    IOfflineStore Offline { get; }

    IFarmSecretStore FarmSecrets { get; }

    /// <summary>Completes when the storage answers; for readiness.</summary>
    /// <exception cref="StorageUnavailableException">It does not.</exception>
    Task CheckAsync(CancellationToken cancellationToken = default);
}
