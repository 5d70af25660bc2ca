using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Memory;
using XmppActors.Actors.Storage.Sql;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Tests.Accounts;

/// <summary>A storage that answers when the test says so: slow, failing, or with a bug.</summary>
internal sealed class HeldStorage : IStorage, IAccountStore, IRosterStore, IOfflineStore
{
    private readonly MemoryStorage _inner = new();
    private readonly Queue<(Action Release, Action Fail)> _held = [];

    /// <summary>Calls wait for <see cref="Release"/> or <see cref="Fail"/>.</summary>
    public bool Holds { get; set; }

    /// <summary>The next call throws where it is made.</summary>
    public bool Throws { get; set; }

    /// <summary>Rosters loaded so far.</summary>
    public int Loads { get; private set; }

    public string Description => "held:";

    public IAccountStore Accounts => this;

    public IRosterStore Rosters => this;

    public IOfflineStore Offline => this;

    public IFarmSecretStore FarmSecrets => _inner.FarmSecrets;

    public ISqlDatabase? Database => _inner.Database;

    /// <summary>Lets all calls that wait take effect.</summary>
    public void Release()
    {
        while (_held.TryDequeue(out var call))
            call.Release();
    }

    /// <summary>Lets all calls that wait fail.</summary>
    public void Fail()
    {
        while (_held.TryDequeue(out var call))
            call.Fail();
    }

    public Task CheckAsync(CancellationToken cancellationToken = default) => _inner.CheckAsync(cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    public Task<AccountRecord?> FindAsync(BareJid account, CancellationToken cancellationToken = default) =>
        Held(() => _inner.Accounts.FindAsync(account, cancellationToken));

    public Task<bool> CreateAsync(BareJid account, IReadOnlyList<ScramKeys> keys, CancellationToken cancellationToken = default) =>
        Held(() => _inner.Accounts.CreateAsync(account, keys, cancellationToken));

    public Task<bool> SetKeysAsync(BareJid account, IReadOnlyList<ScramKeys> keys, CancellationToken cancellationToken = default) =>
        Held(() => _inner.Accounts.SetKeysAsync(account, keys, cancellationToken));

    public Task<bool> RemoveAsync(BareJid account, CancellationToken cancellationToken = default) =>
        Held(() => _inner.Accounts.RemoveAsync(account, cancellationToken));

    public Task<IReadOnlyList<BareJid>> ListAsync(
        BareJid domain, BareJid? after, int limit, CancellationToken cancellationToken = default) =>
        _inner.Accounts.ListAsync(domain, after, limit, cancellationToken);

    public Task<bool> SaveLastLogoutAsync(BareJid account, LastLogout logout, CancellationToken cancellationToken = default) =>
        Held(() => _inner.Accounts.SaveLastLogoutAsync(account, logout, cancellationToken));

    Task<RosterRecord?> IRosterStore.LoadAsync(BareJid account, CancellationToken cancellationToken)
    {
        Loads++;
        return Held(() => _inner.Rosters.LoadAsync(account, cancellationToken));
    }

    public Task<bool> SaveAsync(BareJid account, RosterChange change, CancellationToken cancellationToken = default) =>
        Held(() => _inner.Rosters.SaveAsync(account, change, cancellationToken));

    public Task<bool> AddAsync(
        BareJid account, ReadOnlyMemory<byte> stanza, DateTimeOffset storedAt, int limit, CancellationToken cancellationToken = default) =>
        Held(() => _inner.Offline.AddAsync(account, stanza, storedAt, limit, cancellationToken));

    Task<IReadOnlyList<OfflineStanza>> IOfflineStore.LoadAsync(BareJid account, CancellationToken cancellationToken) =>
        Held(() => _inner.Offline.LoadAsync(account, cancellationToken));

    public Task RemoveAsync(BareJid account, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default) =>
        _inner.Offline.RemoveAsync(account, ids, cancellationToken);

    private Task<T> Held<T>(Func<Task<T>> call)
    {
        if (Throws)
            throw new InvalidOperationException("A bug.");
        if (!Holds)
            return call();
        var answer = new TaskCompletionSource<T>();

        // The storage below is in memory: its tasks are complete when they are made, and nothing waits.
        _held.Enqueue((() => answer.SetResult(call().GetAwaiter().GetResult()), () => answer.SetException(new StorageUnavailableException("full"))));
        return answer.Task;
    }
}
