using System.Collections.Immutable;

namespace XmppActors.Kernel.Cluster.Leases;

/// <summary>The in-process store without locks and clocks: every call is told the time. Not thread-safe.</summary>
internal sealed class LeaseTable
{
    private const int HistoryLength = 4096;
    private const int SnapshotCount = 64;

    private readonly List<StoreChange> _history = [];
    private readonly LinkedList<Snapshot> _snapshots = [];
    private Snapshot _state = Snapshot.Empty;
    private long _generation = 1;
    private long _lastLease;
    private long _historyStart; // Changes after this revision are all in the history.

    internal StoreHeader Header => new(_generation, _state.Revision);

    /// <summary>When the next lease ends by itself.</summary>
    internal TimeSpan? NextExpiry => _state.Leases.IsEmpty ? null : _state.Leases.Values.Min(lease => lease.EndsAt);

    internal LeaseReply Grant(TimeSpan ttl, TimeSpan now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        Expire(now);
        var id = ++_lastLease; // Never used again, not even after a fail-over that forgot it.
        Become(_state with { Leases = _state.Leases.Add(id, new Lease(ttl, now + ttl)) });
        return new LeaseReply(Header, id, IsFound: true);
    }

    internal LeaseReply KeepAlive(long lease, TimeSpan now)
    {
        Expire(now);
        if (!_state.Leases.TryGetValue(lease, out var found)) return new LeaseReply(Header, lease, IsFound: false);
        Become(_state with { Leases = _state.Leases.SetItem(lease, found with { EndsAt = now + found.Ttl }) });
        return new LeaseReply(Header, lease, IsFound: true);
    }

    internal LeaseReply Revoke(long lease, TimeSpan now)
    {
        Expire(now);
        return new LeaseReply(Header, lease, End(lease)) with { Header = Header };
    }

    internal CommitReply Commit(StoreCommit commit, TimeSpan now)
    {
        Expire(now);
        if (!Holds(commit)) return new CommitReply(Header, IsCommitted: false);
        if (commit.Writes.Count > 0) Write(commit.Writes);
        return new CommitReply(Header, IsCommitted: true);
    }

    internal RangeReply Range(string prefix, TimeSpan now)
    {
        Expire(now);
        var found = _state.Keys.Values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal));
        return new RangeReply(Header, [.. found]);
    }

    /// <returns><c>null</c> if the changes asked for are gone or were made in another generation.</returns>
    internal StoreChanges? ChangesAfter(string prefix, long generation, long revision, TimeSpan now)
    {
        Expire(now);
        if (generation != _generation || revision < _historyStart || revision > _state.Revision) return null;
        var first = _history.Count;
        while (first > 0 && _history[first - 1].Revision > revision) first--;
        var changes = _history.Skip(first).Where(change => change.Key.StartsWith(prefix, StringComparison.Ordinal));
        return new StoreChanges(Header, revision, [.. changes]);
    }

    /// <summary>Ends the leases whose time has come, each in a revision of its own.</summary>
    internal void Expire(TimeSpan now)
    {
        while (NextExpiry is { } next && next <= now) End(_state.Leases.First(lease => lease.Value.EndsAt == next).Key);
    }

    /// <summary>A replica takes over that has not heard of the last operations: grants, renewals, writes and ends alike.</summary>
    /// <param name="lostOperations">At most 64 are remembered, and so can be lost.</param>
    internal void FailOver(int lostOperations)
    {
        for (; lostOperations > 0 && _snapshots.Last is { } last; lostOperations--)
        {
            _state = last.Value;
            _snapshots.RemoveLast();
        }

        _generation++;
        _history.Clear();
        _historyStart = _state.Revision;
    }

    private bool Holds(StoreCommit commit)
    {
        if (commit.Generation != _generation) return false;
        foreach (var compare in commit.Compares)
        {
            if ((_state.Keys.GetValueOrDefault(compare.Key)?.ModRevision ?? 0) != compare.ModRevision) return false;
        }

        return commit.Writes.All(write => write.Lease == 0 || _state.Leases.ContainsKey(write.Lease));
    }

    private void Write(IEnumerable<StoreWrite> writes)
    {
        var revision = _state.Revision + 1;
        var keys = _state.Keys;
        foreach (var write in writes)
        {
            var old = keys.GetValueOrDefault(write.Key);
            if (write.Value is null && old is null) continue;
            var entry = write.Value is null
                ? null
                : new StoreEntry(
                    write.Key, write.Value, old?.CreateRevision ?? revision, revision, (old?.Version ?? 0) + 1, write.Lease);
            keys = entry is null ? keys.Remove(write.Key) : keys.SetItem(write.Key, entry);
            Remember(new StoreChange(revision, write.Key, entry));
        }

        Become(_state with { Keys = keys, Revision = revision });
    }

    private bool End(long lease)
    {
        if (!_state.Leases.ContainsKey(lease)) return false;
        var bound = _state.Keys.Values.Where(entry => entry.Lease == lease).Select(entry => entry.Key).ToList();
        var revision = bound.Count == 0 ? _state.Revision : _state.Revision + 1;
        foreach (var key in bound) Remember(new StoreChange(revision, key, Entry: null));
        Become(new Snapshot(_state.Keys.RemoveRange(bound), _state.Leases.Remove(lease), revision));
        return true;
    }

    private void Remember(StoreChange change)
    {
        _history.Add(change);
        if (_history.Count <= 2 * HistoryLength) return;
        _historyStart = _history[HistoryLength - 1].Revision;
        _history.RemoveAll(old => old.Revision <= _historyStart);
    }

    private void Become(Snapshot next)
    {
        _snapshots.AddLast(_state);
        if (_snapshots.Count > SnapshotCount) _snapshots.RemoveFirst();
        _state = next;
    }

    private sealed record Lease(TimeSpan Ttl, TimeSpan EndsAt);

    private sealed record Snapshot(
        ImmutableSortedDictionary<string, StoreEntry> Keys, ImmutableDictionary<long, Lease> Leases, long Revision)
    {
        internal static readonly Snapshot Empty = new(
            ImmutableSortedDictionary.Create<string, StoreEntry>(StringComparer.Ordinal), ImmutableDictionary<long, Lease>.Empty, 0);
    }
}
