using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Memory;

namespace XmppActors.Actors.Tests.Storage;

public sealed class MemoryStorageTests : StorageContract
{
    private protected override Task<IStorage> OpenAsync() => Task.FromResult<IStorage>(new MemoryStorage(Clock));
}
