using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage.Sql;

internal sealed class SqlRosterStore(ISqlDatabase database) : IRosterStore
{
    private const string Load = """
        SELECT roster.version, roster.oldest_version, contact, listed, entry.version, name, groups, subscription, pending_out, approved,
            request, request_at
        FROM roster LEFT JOIN roster_entry AS entry ON entry.account = roster.account
        WHERE roster.account = @account
        """;

    private const string RaiseVersion =
        "UPDATE roster SET version = @version WHERE account = @account AND version <= @version";

    /// <summary>Does nothing where <see cref="RaiseVersion"/> was refused: then the version is another one.</summary>
    private const string SaveEntry = """
        INSERT INTO roster_entry
            (account, contact, listed, version, name, groups, subscription, pending_out, approved, request, request_at)
        SELECT account, @contact, @listed, @entry_version, @name, @groups, @subscription, @pending_out, @approved, @request, @request_at
        FROM roster WHERE account = @account AND version = @version
        ON CONFLICT (account, contact) DO UPDATE SET
            listed = excluded.listed, version = excluded.version, name = excluded.name, groups = excluded.groups,
            subscription = excluded.subscription, pending_out = excluded.pending_out, approved = excluded.approved,
            request = excluded.request, request_at = excluded.request_at
        """;

    private const string RaiseOldestVersion = """
        UPDATE roster SET oldest_version = coalesce(
            (SELECT entry.version FROM roster_entry AS entry
             WHERE entry.account = @account AND NOT entry.listed AND entry.version > roster.oldest_version
             ORDER BY entry.version DESC LIMIT 1 OFFSET @remembered),
            oldest_version)
        WHERE account = @account
        """;

    private const string ForgetRemovals = """
        DELETE FROM roster_entry
        WHERE account = @account AND NOT listed AND request IS NULL
            AND version <= (SELECT oldest_version FROM roster WHERE account = @account)
        """;

    public async Task<RosterRecord?> LoadAsync(BareJid account, CancellationToken cancellationToken = default)
    {
        var rows = await database.QueryAsync(
            new Statement(Load, ("@account", account.Value)), ReadRow, cancellationToken);
        if (rows.Count == 0)
            return null;
        var entries = ImmutableDictionary.CreateBuilder<Jid, RosterEntry>();
        foreach (var row in rows)
        {
            if (row.Entry is { } entry)
                entries.Add(entry.Contact, entry);
        }

        return new RosterRecord(rows[0].Version, rows[0].OldestVersion, entries.ToImmutable());
    }

    public async Task<bool> SaveAsync(
        BareJid account, RosterChange change, CancellationToken cancellationToken = default)
    {
        var statements = new List<Statement>(change.Entries.Count + 3)
        {
            new(RaiseVersion, ("@account", account.Value), ("@version", change.Version)),
        };
        foreach (var entry in change.Entries)
            statements.Add(Save(account, change.Version, entry));
        if (change.Entries.Any(entry => !entry.IsListed))
        {
            statements.Add(
                new(RaiseOldestVersion, ("@account", account.Value), ("@remembered", RosterRecord.RememberedRemovals)));
            statements.Add(new(ForgetRemovals, ("@account", account.Value)));
        }

        var changed = await database.WriteAsync(account.Value, statements, cancellationToken);
        return changed[0] > 0;
    }

    private static Statement Save(BareJid account, long version, RosterEntry entry) => new(
        SaveEntry,
        ("@account", account.Value),
        ("@version", version),
        ("@contact", entry.Contact.Value),
        ("@listed", entry.IsListed),
        ("@entry_version", entry.Version),
        ("@name", entry.Name),
        ("@groups", JsonSerializer.Serialize(entry.Groups)),
        ("@subscription", SubscriptionText(entry.Subscription)),
        ("@pending_out", entry.PendingOut),
        ("@approved", entry.Approved),
        ("@request", entry.InboundRequest?.Stanza.ToArray()),
        ("@request_at", entry.InboundRequest is { } request ? Stamp.Truncate(request.ReceivedAt) : null));

    private static RosterRow ReadRow(DbDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : ReadEntry(row));

    private static RosterEntry ReadEntry(DbDataReader row) => new(StoredJid.Parse(row.GetString(2)))
    {
        IsListed = row.GetBoolean(3),
        Version = row.GetInt64(4),
        Name = row.IsDBNull(5) ? null : row.GetString(5),
        Groups = ReadGroups(row.GetString(6)),
        Subscription = ReadSubscription(row.GetString(7)),
        PendingOut = row.GetBoolean(8),
        Approved = row.GetBoolean(9),
        InboundRequest = row.IsDBNull(10)
            ? null
            : new InboundRequest(row.GetFieldValue<byte[]>(10), row.GetFieldValue<DateTimeOffset>(11)),
    };

    private static string[] ReadGroups(string json) => json == "[]" ? [] : JsonSerializer.Deserialize<string[]>(json)!;

    private static string SubscriptionText(RosterSubscription subscription) => subscription switch
    {
        RosterSubscription.None => "none",
        RosterSubscription.To => "to",
        RosterSubscription.From => "from",
        RosterSubscription.Both => "both",
        _ => throw new ArgumentOutOfRangeException(nameof(subscription)),
    };

    private static RosterSubscription ReadSubscription(string text) => text switch
    {
        "none" => RosterSubscription.None,
        "to" => RosterSubscription.To,
        "from" => RosterSubscription.From,
        "both" => RosterSubscription.Both,
        _ => throw new InvalidDataException($"A stored subscription is '{text}'."),
    };

    /// <summary>The roster beside one of its entries; the entry is null in the only row of an empty roster.</summary>
    private readonly record struct RosterRow(long Version, long OldestVersion, RosterEntry? Entry);
}
