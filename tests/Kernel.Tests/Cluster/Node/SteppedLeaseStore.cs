using System.Runtime.CompilerServices;
using XmppActors.Kernel.Cluster.Leases;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>The in-process store without threads of its own: calls answer at once, watchers hear in a turn of the test's.</summary>
internal sealed class SteppedLeaseStore
{
    private readonly LeaseTable _table = new();
    private readonly TimeProvider _time;
    private readonly SteppedTurns _turns;
    private readonly long _start;
    private TaskCompletionSource _changed = new();

    internal SteppedLeaseStore(TimeProvider time, SteppedTurns turns)
    {
        _time = time;
        _turns = turns;
        _start = time.GetTimestamp();
    }

    internal bool IsDown { get; set; }

    internal TimeSpan Now => _time.GetElapsedTime(_start);

    internal IReadOnlyList<StoreEntry> Entries => _table.Range("", Now).Entries;

    /// <summary>To be called as time passes, since leases end by it.</summary>
    internal void Expire()
    {
        var before = _table.Header;
        _table.Expire(Now);
        if (_table.Header != before) Signal();
    }

    /// <summary>Watchers look again.</summary>
    internal void Signal() => _turns.Schedule(new Call(() =>
    {
        var changed = _changed;
        _changed = new TaskCompletionSource();
        changed.SetResult();
    }));

    /// <summary>The store as one node reaches it.</summary>
    internal sealed class Access(SteppedLeaseStore store) : ILeaseStore
    {
        /// <summary>Nothing passes; nobody is told so.</summary>
        internal bool IsCut { get; set; }

        internal List<string> Calls { get; } = [];

        public Task<LeaseReply> GrantAsync(TimeSpan ttl, CancellationToken cancellation) =>
            Do("grant", table => table.Grant(ttl, store.Now), cancellation);

        public Task<LeaseReply> KeepAliveAsync(long lease, CancellationToken cancellation) =>
            Do("keep alive", table => table.KeepAlive(lease, store.Now), cancellation);

        public Task<LeaseReply> RevokeAsync(long lease, CancellationToken cancellation) =>
            Do("revoke", table => table.Revoke(lease, store.Now), cancellation);

        public Task<CommitReply> CommitAsync(StoreCommit commit, CancellationToken cancellation) =>
            Do("commit", table => table.Commit(commit, store.Now), cancellation);

        public Task<RangeReply> RangeAsync(string prefix, CancellationToken cancellation) =>
            Do("range", table => table.Range(prefix, store.Now), cancellation);

        public async IAsyncEnumerable<StoreChanges> WatchAsync(
            string prefix, long generation, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
        {
            while (true)
            {
                var changed = store._changed.Task;
                if (!IsCut && !store.IsDown)
                {
                    var changes = store._table.ChangesAfter(prefix, generation, afterRevision, store.Now)
                        ?? throw new WatchLostException("the changes are gone");
                    if (changes.Changes.Count > 0) yield return changes;
                    afterRevision = changes.Header.Revision;
                }

                await changed.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }

        private Task<T> Do<T>(string name, Func<LeaseTable, T> operation, CancellationToken cancellation)
        {
            if (IsCut) return NeverAsync<T>(cancellation);
            if (store.IsDown) return Task.FromException<T>(new LeaseStoreUnavailableException("the store is down"));
            Calls.Add(name);
            var before = store._table.Header;
            var reply = operation(store._table);
            if (store._table.Header != before) store.Signal();
            return Task.FromResult(reply);
        }

        private static async Task<T> NeverAsync<T>(CancellationToken cancellation)
        {
            var never = new TaskCompletionSource<T>();
            await using var registration = cancellation.Register(() => never.TrySetCanceled(cancellation));
            return await never.Task.ConfigureAwait(false);
        }
    }

    private sealed class Call(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }
}
