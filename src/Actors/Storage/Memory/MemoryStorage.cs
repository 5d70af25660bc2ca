using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Storage.Memory;

/// <summary>
/// A storage that ends with the process: for tests, and for nodes that keep no accounts (<c>storage = "memory:"</c>).
/// </summary>
internal sealed class MemoryStorage : IStorage
{
    private readonly MemoryState _state;

    public MemoryStorage(TimeProvider? time = null)
    {
        _state = new MemoryState(time ?? TimeProvider.System);
        Accounts = new MemoryAccountStore(_state);
        Rosters = new MemoryRosterStore(_state);
        Offline = new MemoryOfflineStore(_state);
        FarmSecrets = new MemoryFarmSecretStore(_state);
    }

    public string Description => "memory:";

    public IAccountStore Accounts { get; }

    public IRosterStore Rosters { get; }

    public IOfflineStore Offline { get; }

    public IFarmSecretStore FarmSecrets { get; }

    public ISqlDatabase? Database => null;

    public Task CheckAsync(CancellationToken cancellationToken = default) => _state.Do(_ => true, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
