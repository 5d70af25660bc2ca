using System.Security.Cryptography;
using XmppActors.Actors.Components;

namespace XmppActors.Actors.Storage.Sql;

internal sealed class SqlFarmSecretStore(ISqlDatabase database, FarmSecretKeys keys, TimeProvider time)
    : IFarmSecretStore
{
    private const string Load =
        "SELECT id, added_at, key_id, encrypted FROM farm_secret WHERE domain = @domain ORDER BY added_at, id";

    private const string List =
        "SELECT id, added_at FROM farm_secret WHERE domain = @domain ORDER BY added_at, id";

    private const string ListDomains = "SELECT DISTINCT domain FROM farm_secret ORDER BY domain";

    private const string FindOtherKey = "SELECT domain FROM farm_secret WHERE key_id <> @key_id LIMIT 1";

    private const string Add = """
        INSERT INTO farm_secret (domain, id, added_at, key_id, encrypted) VALUES (@domain, @id, @added_at, @key_id, @encrypted)
        ON CONFLICT (domain, id) DO NOTHING
        """;

    private const string Remove = "DELETE FROM farm_secret WHERE domain = @domain AND id = @id";

    public async Task<IReadOnlyList<FarmSecret>> LoadAsync(
        FarmName domain, CancellationToken cancellationToken = default)
    {
        var rows = await database.QueryAsync(
            new Statement(Load, ("@domain", domain.Value)),
            row => new EncryptedSecret(
                row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetFieldValue<byte[]>(3)),
            cancellationToken);
        return rows.Count == 0 ? [] : [.. rows.Select(row => Decrypt(domain, row, keys.ForReading()))];
    }

    public Task<IReadOnlyList<FarmSecretEntry>> ListAsync(
        FarmName domain, CancellationToken cancellationToken = default) =>
        database.QueryAsync(
            new Statement(List, ("@domain", domain.Value)),
            row => new FarmSecretEntry(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1)),
            cancellationToken);

    public Task<IReadOnlyList<FarmName>> ListDomainsAsync(CancellationToken cancellationToken = default) =>
        database.QueryAsync(
            new Statement(ListDomains), row => Stored(row.GetString(0)), cancellationToken);

    public async Task<FarmSecret> AddAsync(FarmName domain, string secret, CancellationToken cancellationToken = default)
    {
        var cipher = keys.ForWriting();
        await RefuseSecondKeyAsync(cipher, cancellationToken);

        var added = new FarmSecret(FarmSecret.NewId(), secret, Stamp.Truncate(time.GetUtcNow()));
        var add = new Statement(
            Add,
            ("@domain", domain.Value),
            ("@id", added.Id),
            ("@added_at", added.AddedAt),
            ("@key_id", cipher.KeyId),
            ("@encrypted", cipher.Encrypt(domain, added.Id, secret)));
        await database.WriteAsync(domain.Value, [add], cancellationToken);
        return added;
    }

    public async Task<bool> RemoveAsync(FarmName domain, string id, CancellationToken cancellationToken = default)
    {
        var remove = new Statement(Remove, ("@domain", domain.Value), ("@id", id));
        var changed = await database.WriteAsync(domain.Value, [remove], cancellationToken);
        return changed[0] > 0;
    }

    /// <summary>
    /// Secrets under two keys could never be read all: the wrong one is found while it is being used, not at the next
    /// start.
    /// </summary>
    private async Task RefuseSecondKeyAsync(FarmSecretCipher cipher, CancellationToken cancellationToken)
    {
        var others = await database.QueryAsync(
            new Statement(FindOtherKey, ("@key_id", cipher.KeyId)),
            row => Stored(row.GetString(0)),
            cancellationToken);
        if (others.Count > 0)
            throw WrongKey(others[0]);
    }

    private FarmSecret Decrypt(FarmName domain, EncryptedSecret row, FarmSecretCipher cipher)
    {
        if (row.KeyId != cipher.KeyId)
            throw WrongKey(domain);
        try
        {
            return new FarmSecret(row.Id, cipher.Decrypt(domain, row.Id, row.Encrypted), row.AddedAt);
        }
        catch (CryptographicException damage)
        {
            throw new StorageConfigurationException(
                $"The secret {row.Id} of {domain} in {database.Description} is damaged: remove it and add it again.",
                damage);
        }
    }

    private StorageConfigurationException WrongKey(FarmName domain) => new(
        $"The secrets of {domain} in {database.Description} were encrypted with another key: "
        + $"{keys.Restore}, or remove and add them again.");

    private static FarmName Stored(string text) => FarmName.TryParse(text, out var name)
        ? name
        : throw new InvalidDataException($"'{text}', found in the storage, is no domain.");

    private readonly record struct EncryptedSecret(string Id, DateTimeOffset AddedAt, string KeyId, byte[] Encrypted);
}
