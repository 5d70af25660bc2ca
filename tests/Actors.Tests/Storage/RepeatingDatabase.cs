using System.Data.Common;
using XmppActors.Actors.Storage.Sql;

namespace XmppActors.Actors.Tests.Storage;

/// <summary>A database whose answers get lost, so that every write is made a second time.</summary>
internal sealed class RepeatingDatabase(ISqlDatabase database) : ISqlDatabase
{
    public string Description => database.Description;

    public Task<IReadOnlyList<T>> QueryAsync<T>(
        Statement query, Func<DbDataReader, T> row, CancellationToken cancellationToken) =>
        database.QueryAsync(query, row, cancellationToken);

    public async Task<int[]> WriteAsync(
        string account, IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        await database.WriteAsync(account, statements, cancellationToken);
        return await database.WriteAsync(account, statements, cancellationToken);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
