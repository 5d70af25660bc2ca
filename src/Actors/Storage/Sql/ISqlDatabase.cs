using System.Data.Common;

namespace XmppActors.Actors.Storage.Sql;

/// <summary>The dialect seam: where statements run. Everything above it is the same for every database.</summary>
internal interface ISqlDatabase : IAsyncDisposable
{
    /// <inheritdoc cref="IStorage.Description"/>
    string Description { get; }

    /// <summary>Runs one query. It sees every write whose task has completed.</summary>
    /// <param name="row">Reads the row that the reader is at; keeps nothing of the reader.</param>
    Task<IReadOnlyList<T>> QueryAsync<T>(
        Statement query, Func<DbDataReader, T> row, CancellationToken cancellationToken);

    /// <summary>
    /// Runs statements in one transaction, which may be shared with other callers' writes but fails alone. Writes of
    /// one account take effect in the order of their calls. After a broken connection they may run twice, so they must
    /// bear it.
    /// </summary>
    /// <returns>The number of rows that each statement changed.</returns>
    Task<int[]> WriteAsync(string account, IReadOnlyList<Statement> statements, CancellationToken cancellationToken);
}
