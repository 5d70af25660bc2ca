using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster;

namespace XmppActors.Kernel.Bootstrap;

/// <summary>Joins, leaves and shows the cluster of a system that was started with a <see cref="ClusterSetup"/>.</summary>
public sealed class ClusterAdministration
{
    private readonly ClusterRuntime _runtime;

    private ClusterAdministration(ClusterRuntime runtime) => _runtime = runtime;

    /// <returns><c>null</c> for a system that is alone.</returns>
    public static ClusterAdministration? Get(ActorSystem system) =>
        ((ActorSystemImpl)system).ClusterRuntime is { } runtime ? new ClusterAdministration(runtime) : null;

    /// <summary>Begins to join; to be called once, when all regions have been started. Goes on trying until it is up or cancelled.</summary>
    /// <returns>Completes when this node is up.</returns>
    /// <exception cref="ClusterJoinException">The cluster cannot have this node, or it was fenced or left while it joined.</exception>
    public Task JoinAsync(CancellationToken cancellation) => _runtime.Driver.JoinAsync(cancellation);

    /// <summary>Hands everything over and leaves; at once if it is no member.</summary>
    public Task LeaveAsync(CancellationToken cancellation) => _runtime.Driver.LeaveAsync(cancellation);

    /// <summary>Asks a member, this or another, to hand everything over and leave.</summary>
    /// <param name="address"><c>host:port</c>, or that with <c>#incarnation</c>.</param>
    /// <returns>False: there is no such member.</returns>
    public bool Leave(string address) => _runtime.Driver.Leave(address);

    /// <summary>Ends the membership of another node. One that is reached is told to stop, and the others take over when it has; of one that is
    /// not, the operator vouches that its process does not run, and will not again: the others take over at once.</summary>
    /// <param name="address"><c>host:port</c>, or that with <c>#incarnation</c>.</param>
    /// <returns>False: there is no such other member.</returns>
    public bool Down(string address) => _runtime.Driver.Down(address);

    /// <summary>Whether anything may leave this node at this moment; once it may not, never again. Quick, on any thread.</summary>
    public bool MaySend => _runtime.Driver.MaySend;

    public ClusterReport Report() => _runtime.Driver.Report();
}

/// <summary>The cluster cannot have this node, and trying again changes nothing.</summary>
public sealed class ClusterJoinException(string message) : Exception(message);
