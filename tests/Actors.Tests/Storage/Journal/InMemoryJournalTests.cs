namespace XmppActors.Actors.Tests.Storage.Journal;

public sealed class InMemoryJournalTests : JournalContract
{
    private protected override Task<IJournal> OpenAsync() => Task.FromResult<IJournal>(new InMemoryJournal());
}
