using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace XmppActors.Kernel.Cluster.Leases.Postgres;

/// <summary>The shared database as the store of agreement: schema <c>xmpp_cluster</c>, whose functions do each call in one transaction.</summary>
/// <remarks>
/// Leases end by the database's clock, with the first call of anybody after their time; a server that was restarted begins them all anew.
/// The generation grows when timeline, server or table are others than before (a standby was promoted, a dump put back), or when the
/// database is behind what this node has seen of it. Commits wait for the disk, and for the synchronous standbys that the server is told to
/// have; without such a standby a promotion may lose commits, and begins a generation.
/// </remarks>
internal sealed class PostgresLeaseStore : ILeaseStore, IAsyncDisposable
{
    private readonly PostgresLink _link;

    private PostgresLeaseStore(PostgresLink link) => _link = link;

    /// <summary>Does not connect: the first call does, and makes the schema.</summary>
    /// <param name="url">As <see cref="PostgresLeaseUrl"/> says.</param>
    /// <exception cref="FormatException">The URL cannot be used.</exception>
    internal static PostgresLeaseStore Create(string url, PostgresTimes? times = null) => new(PostgresLink.Create(url, times ?? new PostgresTimes()));

    public Task<LeaseReply> GrantAsync(TimeSpan ttl, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        return LeaseAsync("grant_lease", new NpgsqlParameter<TimeSpan> { TypedValue = ttl }, cancellation);
    }

    public Task<LeaseReply> KeepAliveAsync(long lease, CancellationToken cancellation) => LeaseAsync("keep_alive", Number(lease), cancellation);

    public Task<LeaseReply> RevokeAsync(long lease, CancellationToken cancellation) => LeaseAsync("revoke_lease", Number(lease), cancellation);

    public async Task<CommitReply> CommitAsync(StoreCommit commit, CancellationToken cancellation)
    {
        NpgsqlParameter[] parameters =
        [
            Number(commit.Generation),
            Texts([.. commit.Compares.Select(compare => compare.Key)]),
            Numbers([.. commit.Compares.Select(compare => compare.ModRevision)]),
            Texts([.. commit.Writes.Select(write => write.Key)]),
            Texts([.. commit.Writes.Select(write => write.Value)]),
            Numbers([.. commit.Writes.Select(write => write.Lease)]),
        ];
        var answer = await _link.CallAsync("commit_writes", parameters, static row => row.GetBoolean(4), cancellation);
        return new CommitReply(answer.Header, answer.Rows[0]);
    }

    public async Task<RangeReply> RangeAsync(string prefix, CancellationToken cancellation)
    {
        var answer = await _link.CallAsync("range", [Text(prefix)], Entry, cancellation);
        return new RangeReply(answer.Header, [.. answer.Rows.OfType<StoreEntry>()]);

        static StoreEntry? Entry(NpgsqlDataReader row) => row.IsDBNull(3) ? null : new StoreEntry(
            row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7), row.GetInt64(8));
    }

    public async IAsyncEnumerable<StoreChanges> WatchAsync(
        string prefix, long generation, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var watch = await PostgresWatch.OpenAsync(_link, cancellation);
        while (true)
        {
            var changes = await watch.ChangesAsync(prefix, generation, afterRevision, cancellation);
            if (changes.Changes.Count > 0) yield return changes;
            afterRevision = changes.Header.Revision;
            await watch.WaitAsync(cancellation);
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task<LeaseReply> LeaseAsync(string function, NpgsqlParameter parameter, CancellationToken cancellation)
    {
        var answer = await _link.CallAsync(
            function, [parameter], static row => (Lease: row.GetInt64(3), IsFound: row.GetBoolean(4)), cancellation);
        return new LeaseReply(answer.Header, answer.Rows[0].Lease, answer.Rows[0].IsFound);
    }

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<long[]> Numbers(long[] values) => new() { TypedValue = values };

    private static NpgsqlParameter<string?[]> Texts(string?[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
