namespace XmppActors.Kernel.Cluster.Core;

/// <summary>One step under way: the state so far and what is to be done.</summary>
internal sealed class Transition(ClusterState state, TimeSpan now)
{
    internal ClusterState State { get; set; } = state;

    internal TimeSpan Now => now;

    internal List<ClusterEffect> Effects { get; } = [];

    internal ClusterSettings Settings => State.Settings;

    internal void Do(ClusterEffect effect) => Effects.Add(effect);

    internal Pending NextRequest()
    {
        State = State with { LastRequest = State.LastRequest + 1 };
        return new Pending(State.LastRequest, now, State.Revision);
    }

    internal Peer Peer(UniqueAddress address) => State.Peers.GetValueOrDefault(address) ?? new Peer();

    internal void Set(UniqueAddress address, Peer peer) => State = State with { Peers = State.Peers.SetItem(address, peer) };
}
