using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Journal;
using XmppActors.Actors.Storage.Postgres;
using XmppActors.Actors.Storage.Sql;
using XmppActors.Tests.Shared;

namespace XmppActors.Actors.Tests.Storage.Journal;

public sealed class PostgresJournalTests(PostgresServer server) : SqlJournalContract
{
    private string? _url;

    private protected override Task<ISqlDatabase> OpenDatabaseAsync() => OpenDatabaseAsync(Settings);

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _url ??= await server.CreateDatabaseAsync(Cancellation);
        await base.InitializeAsync();
    }

    [Fact]
    public async Task What_an_earlier_node_has_on_its_way_is_in_the_history_or_refused()
    {
        await using var earlier = await OpenDatabaseAsync(Settings);
        var theirs = new SqlJournal(earlier);
        for (var epoch = 1; epoch <= 40; epoch += 2)
        {
            var old = Owner(epoch);
            var begun = await theirs.ClaimAsync(old, Cancellation);
            var append = theirs.AppendAsync(old, Events(begun + 1, 3), Cancellation);
            var highest = await Journal.ClaimAsync(Owner(epoch + 1), Cancellation);
            var seen = await NumbersAsync();

            await append.ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);

            Assert.Equal(append.IsCompletedSuccessfully ? begun + 3 : begun, highest);
            Assert.Equal(highest, seen.Count);
            Assert.Equal(seen, await NumbersAsync());
        }
    }

    [Fact]
    public async Task A_node_whose_time_is_over_writes_nothing()
    {
        var mayWrite = true;
        await using var database = await OpenDatabaseAsync(Settings with { MayWrite = () => mayWrite });
        var journal = new SqlJournal(database);
        var owner = Owner();
        await journal.ClaimAsync(owner, Cancellation);
        await journal.AppendAsync(owner, [Event(1)], Cancellation);

        mayWrite = false;

        await Assert.ThrowsAsync<StorageUnavailableException>(() => journal.AppendAsync(owner, [Event(2)], Cancellation));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => journal.ClaimAsync(Owner(2), Cancellation));
        Assert.Equal([1], await NumbersAsync());
    }

    private async Task<ISqlDatabase> OpenDatabaseAsync(StorageSettings settings) =>
        await PostgresDatabase.OpenAsync(PostgresUrl.Parse(_url!), settings, Migration.Load("Postgres"), Cancellation);
}
