using XmppActors.Actors.Storage.Postgres;
using XmppActors.Actors.Storage.Sql;
using XmppActors.Tests.Shared;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace XmppActors.Actors.Tests.Storage;

public sealed class PostgresStorageTests(PostgresServer server) : DatabaseContract
{
    private protected override string Dialect => "Postgres";

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        Url = await server.CreateDatabaseAsync(Cancellation);
        await base.InitializeAsync();
    }

    private protected override async Task<ISqlDatabase> OpenDatabaseAsync(IReadOnlyList<Migration> migrations) =>
        await PostgresDatabase.OpenAsync(PostgresUrl.Parse(Url), Settings, migrations, Cancellation);
}
