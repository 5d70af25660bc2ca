using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage.Sql;

internal sealed class SqlOfflineStore(ISqlDatabase database) : IOfflineStore
{
    /// <summary>Run a second time with the same id, it counts as stored and stores nothing more.</summary>
    private const string Add = """
        INSERT INTO offline_stanza (account, id, position, stored_at, stanza)
        SELECT address, @id,
            (SELECT coalesce(max(position), 0) + 1 FROM offline_stanza WHERE account = @account), @stored_at, @stanza
        FROM account
        WHERE address = @account AND (SELECT count(*) FROM offline_stanza WHERE account = @account AND id <> @id) < @limit
        ON CONFLICT (account, id) DO UPDATE SET stored_at = excluded.stored_at
        """;

    private const string Load =
        "SELECT id, stored_at, stanza FROM offline_stanza WHERE account = @account ORDER BY position, id";

    private const string Remove = "DELETE FROM offline_stanza WHERE account = @account AND id = @id";

    public async Task<bool> AddAsync(
        BareJid account,
        ReadOnlyMemory<byte> stanza,
        DateTimeOffset storedAt,
        int limit,
        CancellationToken cancellationToken = default)
    {
        var add = new Statement(
            Add,
            ("@account", account.Value),
            ("@id", RandomId.Next()),
            ("@stored_at", Stamp.Truncate(storedAt)),
            ("@stanza", stanza.ToArray()),
            ("@limit", limit));
        var changed = await database.WriteAsync(account.Value, [add], cancellationToken);
        return changed[0] > 0;
    }

    public Task<IReadOnlyList<OfflineStanza>> LoadAsync(
        BareJid account, CancellationToken cancellationToken = default) =>
        database.QueryAsync(
            new Statement(Load, ("@account", account.Value)),
            row => new OfflineStanza(
                row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<byte[]>(2)),
            cancellationToken);

    public Task RemoveAsync(
        BareJid account, IReadOnlyCollection<long> ids, CancellationToken cancellationToken = default)
    {
        if (ids.Count == 0)
            return Task.CompletedTask;
        var statements = ids.Select(id => new Statement(Remove, ("@account", account.Value), ("@id", id))).ToList();
        return database.WriteAsync(account.Value, statements, cancellationToken);
    }
}
