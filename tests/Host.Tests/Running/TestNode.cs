using XmppActors.Actors.Components;
using XmppActors.Actors.Storage.Memory;
using XmppActors.Host.Accounts;
using XmppActors.Host.Clustering;
using XmppActors.Host.Farms;
using XmppActors.Host.Running;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>A node without listeners: what the process around it does is under test.</summary>
internal sealed class TestNode : IRunningNode
{
    public IReadOnlyList<ShownListener> Listeners { get; } =
        [new("c2s", "*:5222"), new("component", "127.0.0.1:5347")];

    public IAccountAdministration Accounts { get; } =
        new StoredAccounts(new MemoryStorage(TimeProvider.System), [BareJid.Domain("localhost")], iterations: 4096);

    public IFarmAdministration Farms { get; } = new StoredFarms(
        new MemoryStorage(TimeProvider.System).FarmSecrets,
        [BareJid.Domain("localhost")],
        new Dictionary<string, FarmSettings>());

    public Task<string> DescribeOutageAsync(CancellationToken cancellationToken) => Task.FromResult("{}");

    public TestFarmDesk FarmsShown { get; } = new();

    public IFarmDesk FarmDesk => FarmsShown;

    public string? Trouble { get; set; }

    public bool IsStopped { get; private set; }

    /// <summary>How long stopping takes: until this is completed or cancelled.</summary>
    public Task Drained { get; init; } = Task.CompletedTask;

    public string? Notice { get; set; }

    public Task<string> Fenced => Fence.Task;

    public Task AskedToLeave => Leave.Task;

    public TaskCompletionSource<string> Fence { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Leave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsAborted { get; private set; }

    public TestCluster Operators { get; } = new();

    public IClusterAdministration Cluster => Operators;

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<NodeHealth> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(new NodeHealth(Trouble, Notice));

    public Task MeasureAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task AbortAsync()
    {
        IsAborted = true;
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Drained.WaitAsync(cancellationToken);
        IsStopped = true;
    }
}
