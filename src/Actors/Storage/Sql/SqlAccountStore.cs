using System.Data.Common;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Storage.Sql;

internal sealed class SqlAccountStore(ISqlDatabase database, TimeProvider time) : IAccountStore
{
    private const string Find = """
        SELECT created_at, scram_sha_1, scram_sha_256, scram_sha_512, at, status
        FROM account LEFT JOIN last_logout ON last_logout.account = account.address
        WHERE address = @account
        """;

    /// <summary>
    /// Run a second time with the same incarnation, it counts as created; an account made by another call is left
    /// alone.
    /// </summary>
    private const string Create = """
        INSERT INTO account (address, domainpart, localpart, incarnation, created_at, scram_sha_1, scram_sha_256, scram_sha_512)
        VALUES (@account, @domainpart, @localpart, @incarnation, @created_at, @scram_sha_1, @scram_sha_256, @scram_sha_512)
        ON CONFLICT (address) DO UPDATE SET incarnation = excluded.incarnation WHERE account.incarnation = excluded.incarnation
        """;

    private const string CreateRoster = """
        INSERT INTO roster (account, version, oldest_version) VALUES (@account, @version, @version)
        ON CONFLICT (account) DO NOTHING
        """;

    private const string SetKeys = """
        UPDATE account SET scram_sha_1 = @scram_sha_1, scram_sha_256 = @scram_sha_256, scram_sha_512 = @scram_sha_512
        WHERE address = @account
        """;

    /// <summary>All other tables refer to this one and delete with it.</summary>
    private const string Remove = "DELETE FROM account WHERE address = @account";

    private const string List = """
        SELECT address FROM account WHERE domainpart = @domainpart AND localpart > @after ORDER BY localpart LIMIT @limit
        """;

    private const string SaveLastLogout = """
        INSERT INTO last_logout (account, at, status)
        SELECT address, @at, @status FROM account WHERE address = @account
        ON CONFLICT (account) DO UPDATE SET at = excluded.at, status = excluded.status
        """;

    public async Task<AccountRecord?> FindAsync(BareJid account, CancellationToken cancellationToken = default)
    {
        var found = await database.QueryAsync(
            new Statement(Find, ("@account", account.Value)), row => Read(account, row), cancellationToken);
        return found.Count == 0 ? null : found[0];
    }

    public async Task<bool> CreateAsync(
        BareJid account, IReadOnlyList<ScramKeys> keys, CancellationToken cancellationToken = default)
    {
        if (account.Localpart is null)
            throw new ArgumentException($"{account} is no account.", nameof(account));
        var createdAt = Stamp.Truncate(time.GetUtcNow());
        var create = new Statement(
            Create,
            [
                ("@account", account.Value),
                ("@domainpart", account.Domainpart),
                ("@localpart", account.Localpart),
                ("@incarnation", RandomId.Next()),
                ("@created_at", createdAt),
                .. Keys(keys),
            ]);
        var createRoster = new Statement(
            CreateRoster, ("@account", account.Value), ("@version", RosterRecord.Create(createdAt).Version));
        var changed = await database.WriteAsync(account.Value, [create, createRoster], cancellationToken);
        return changed[0] > 0;
    }

    public async Task<bool> SetKeysAsync(
        BareJid account, IReadOnlyList<ScramKeys> keys, CancellationToken cancellationToken = default)
    {
        var set = new Statement(SetKeys, [("@account", account.Value), .. Keys(keys)]);
        var changed = await database.WriteAsync(account.Value, [set], cancellationToken);
        return changed[0] > 0;
    }

    public async Task<bool> RemoveAsync(BareJid account, CancellationToken cancellationToken = default)
    {
        var changed = await database.WriteAsync(
            account.Value, [new Statement(Remove, ("@account", account.Value))], cancellationToken);
        return changed[0] > 0;
    }

    public Task<IReadOnlyList<BareJid>> ListAsync(
        BareJid domain, BareJid? after, int limit, CancellationToken cancellationToken = default) =>
        database.QueryAsync(
            new Statement(
                List, ("@domainpart", domain.Domainpart), ("@after", after?.Localpart ?? ""), ("@limit", limit)),
            row => StoredJid.ParseBare(row.GetString(0)),
            cancellationToken);

    public async Task<bool> SaveLastLogoutAsync(
        BareJid account, LastLogout logout, CancellationToken cancellationToken = default)
    {
        var save = new Statement(
            SaveLastLogout,
            ("@account", account.Value),
            ("@at", Stamp.Truncate(logout.At)),
            ("@status", logout.Status));
        var changed = await database.WriteAsync(account.Value, [save], cancellationToken);
        return changed[0] > 0;
    }

    private static (string, object?)[] Keys(IReadOnlyList<ScramKeys> keys) =>
    [
        ("@scram_sha_1", Text(keys, ScramHash.Sha1)),
        ("@scram_sha_256", Text(keys, ScramHash.Sha256)),
        ("@scram_sha_512", Text(keys, ScramHash.Sha512)),
    ];

    private static string? Text(IReadOnlyList<ScramKeys> keys, ScramHash hash) =>
        keys.SingleOrDefault(key => key.Hash == hash) is { } found ? ScramKeysText.Write(found) : null;

    private static AccountRecord Read(BareJid account, DbDataReader row)
    {
        var keys = new List<ScramKeys>();
        for (var column = 1; column <= 3; column++)
        {
            if (!row.IsDBNull(column))
                keys.Add(ScramKeysText.Read(row.GetString(column)));
        }

        var logout = row.IsDBNull(4)
            ? null
            : new LastLogout(row.GetFieldValue<DateTimeOffset>(4), row.IsDBNull(5) ? null : row.GetString(5));
        return new AccountRecord(account, keys, row.GetFieldValue<DateTimeOffset>(0), logout);
    }
}
