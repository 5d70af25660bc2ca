using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>A node ends, whatever its parts and its store do.</summary>
public sealed class NodeEndTests
{
    [Fact]
    public async Task A_part_that_fails_at_the_fence_keeps_neither_the_others_nor_the_host_from_hearing_of_it()
    {
        var world = new NodeWorld();
        var nodes = world.StartCluster("a", "b", "c");
        nodes[0].Runtime.Node.Subscribe(new Failing());

        nodes[0].CutOff();
        world.Advance(new ClusterSettings().LeaseTtl + TimeSpan.FromSeconds(2));

        Assert.StartsWith("the host is told: ", nodes[0].Story[^1], StringComparison.Ordinal);
        await nodes[0].Runtime.Driver.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_store_that_never_answers_does_not_hold_up_the_end()
    {
        var world = new NodeWorld();
        var node = world.Start("a", setup => setup with { LeaseStore = new Deaf(setup.LeaseStore!) });
        world.Advance(TimeSpan.FromSeconds(4));

        var ending = node.Runtime.Driver.DisposeAsync().AsTask();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!ending.IsCompleted)
        {
            Assert.False(limit.IsCancellationRequested, "it waits still");
            world.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield(); // Cancelling goes on on another thread.
        }
    }

    [Fact]
    public async Task What_a_watch_brought_before_a_late_answer_could_be_used_is_brought_again()
    {
        var world = new NodeWorld();
        var node = world.StartCluster("a").Single();
        List<CoreEvent> posted = [];
        using var calls = new StoreCalls(node.Store, NodeWorld.Times, world.Time, node.System.Log, posted.Add);
        var read = (await node.Store.RangeAsync(DocumentText.Prefix, CancellationToken.None)).Header; // Is on its way for long.
        calls.WatchAfter(read);
        _ = node.Store.CommitAsync(new StoreCommit(read.Generation, [], [new StoreWrite(DocumentText.Prefix + "x", "1")]), CancellationToken.None);
        world.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Single(posted);

        calls.WatchAfter(read);
        world.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal(read.Revision, ((StoreChanged)posted[1]).Changes.AfterRevision);
    }

    private sealed class Failing : IClusterListener
    {
        public void OnState(ClusterState before, ClusterState now)
        {
            if (now.Phase == NodePhase.Fenced) throw new InvalidOperationException("a fault");
        }

        public void OnStartShard(ShardKey shard, long epoch)
        {
        }

        public void OnStopShard(ShardKey shard)
        {
        }

        public void OnAbortShard(ShardKey shard)
        {
        }

        public void OnFenced(string reason) => throw new InvalidOperationException("a fault");
    }

    /// <summary>Takes back no lease, and does not even hear that nobody waits any more.</summary>
    private sealed class Deaf(ILeaseStore inner) : ILeaseStore
    {
        public Task<LeaseReply> GrantAsync(TimeSpan ttl, CancellationToken cancellation) => inner.GrantAsync(ttl, cancellation);

        public Task<LeaseReply> KeepAliveAsync(long lease, CancellationToken cancellation) => inner.KeepAliveAsync(lease, cancellation);

        public Task<LeaseReply> RevokeAsync(long lease, CancellationToken cancellation) => new TaskCompletionSource<LeaseReply>().Task;

        public Task<CommitReply> CommitAsync(StoreCommit commit, CancellationToken cancellation) => inner.CommitAsync(commit, cancellation);

        public Task<RangeReply> RangeAsync(string prefix, CancellationToken cancellation) => inner.RangeAsync(prefix, cancellation);

        public IAsyncEnumerable<StoreChanges> WatchAsync(
            string prefix, long generation, long afterRevision, CancellationToken cancellation) =>
            inner.WatchAsync(prefix, generation, afterRevision, cancellation);
    }
}
