using XmppActors.Actors.Storage.Sql;
using XmppActors.Actors.Storage.Sqlite;

namespace XmppActors.Actors.Tests.Storage.Journal;

public sealed class SqliteJournalTests : SqlJournalContract
{
    private readonly string _directory = Directory.CreateTempSubdirectory("xa-journal-").FullName;

    private protected override async Task<ISqlDatabase> OpenDatabaseAsync() => await SqliteDatabase.OpenAsync(
        Path.Combine(_directory, "xmpp.db"), Settings, Migration.Load("Sqlite"), Cancellation);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
