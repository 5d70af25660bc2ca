using XmppActors.Actors.Storage.Sql;
using XmppActors.Actors.Storage.Sqlite;

namespace XmppActors.Actors.Tests.Storage;

public sealed class SqliteStorageTests : DatabaseContract
{
    private readonly string _directory = Directory.CreateTempSubdirectory("xa-sqlite-").FullName;

    public SqliteStorageTests() => Url = $"sqlite:{File_}";

    private string File_ => Path.Combine(_directory, "data", "xmpp.db");

    private protected override string Dialect => "Sqlite";

    private protected override async Task<ISqlDatabase> OpenDatabaseAsync(IReadOnlyList<Migration> migrations) =>
        await SqliteDatabase.OpenAsync(File_, Settings, migrations, Cancellation);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
