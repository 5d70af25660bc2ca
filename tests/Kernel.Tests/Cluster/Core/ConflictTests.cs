using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>Nodes that write at the same time: one of them has to look again.</summary>
public sealed class ConflictTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1);
    private readonly LeaseTable _table = new();

    [Fact]
    public void Who_has_heard_already_what_the_other_wrote_writes_again_at_once()
    {
        var (first, second) = (new Node(this, 1), new Node(this, 2));

        first.Commits();
        var lost = second.Writes();
        second.Hears(after: 0);
        second.IsAnswered(lost);

        Assert.IsType<Commit>(second.Asked);
        Assert.True(second.Commits());
    }

    [Fact]
    public void Who_has_not_reads_what_the_other_wrote_at_once()
    {
        var (first, second) = (new Node(this, 1), new Node(this, 2));

        first.Commits();
        second.IsAnswered(second.Writes());

        Assert.IsType<ReadAll>(second.Asked);
        second.Reads();
        Assert.True(second.Commits());
    }

    [Fact]
    public void Where_nobody_wrote_its_lease_has_ended_and_the_store_is_not_pressed()
    {
        var node = new Node(this, 1);

        node.IsAnswered((node.Request, new CommitReply(_table.Header, IsCommitted: false)));

        Assert.IsType<RenewLease>(node.Asked);
    }

    /// <summary>The core of one node that has its lease, has read everything, and wants to join.</summary>
    private sealed class Node
    {
        private readonly ConflictTests _scene;
        private ClusterState _state;

        internal Node(ConflictTests scene, int number)
        {
            _scene = scene;
            _state = ClusterState.Create(new UniqueAddress($"{number}", 1, 1), new ClusterSettings(), ["x"], [], "1");
            Step(new Ticked());
            Step(new LeaseGranted(_state.LeaseCall!.Value.Request, scene._table.Grant(TimeSpan.FromSeconds(8), Now)));
            Reads();
        }

        /// <summary>The call to the store that the last step has led to.</summary>
        internal ClusterEffect? Asked { get; private set; }

        internal long Request => _state.CommitCall!.Value.Request;

        internal void Reads() => Step(new AllRead(_state.ReadCall!.Value.Request, _scene._table.Range(DocumentText.Prefix, Now)));

        /// <summary>What it wants written reaches the store; the answer is on its way.</summary>
        internal (long Request, CommitReply Reply) Writes()
        {
            var commit = (Commit)Asked!;
            return (commit.Request, _scene._table.Commit(commit.Writes, Now));
        }

        internal bool Commits()
        {
            var answer = Writes();
            IsAnswered(answer);
            return answer.Reply.IsCommitted;
        }

        internal void Hears(long after) =>
            Step(new StoreChanged(_scene._table.ChangesAfter(DocumentText.Prefix, _scene._table.Header.Generation, after, Now)!));

        internal void IsAnswered((long Request, CommitReply Reply) answer) => Step(new Committed(answer.Request, answer.Reply));

        private void Step(CoreEvent happened)
        {
            (_state, var effects) = ClusterCore.Step(_state, happened, Now);
            Asked = effects.LastOrDefault(static effect => effect is Commit or ReadAll or GrantLease or RenewLease);
        }
    }
}
