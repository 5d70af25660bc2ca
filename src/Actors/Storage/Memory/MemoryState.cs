using XmppActors.Actors.Components;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage.Memory;

/// <summary>What a <see cref="MemoryStorage"/> holds; touched only inside <see cref="Do"/>.</summary>
internal sealed class MemoryState(TimeProvider time)
{
    private readonly Lock _lock = new();

    public Dictionary<BareJid, MemoryAccount> Accounts { get; } = [];

    public Dictionary<FarmName, List<FarmSecret>> FarmSecrets { get; } = [];

    public DateTimeOffset Now => Stamp.Truncate(time.GetUtcNow());

    /// <summary>One call at a time, each complete before its task is returned.</summary>
    public Task<T> Do<T>(Func<MemoryState, T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        lock (_lock)
            return Task.FromResult(call(this));
    }
}

internal sealed class MemoryAccount(AccountRecord record)
{
    public AccountRecord Record { get; set; } = record;

    public RosterRecord Roster { get; set; } = RosterRecord.Create(record.CreatedAt);

    public List<OfflineStanza> Offline { get; } = [];

    public long LastOfflineId { get; set; }
}
