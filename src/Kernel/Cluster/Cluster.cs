using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Cluster;

/// <summary>The membership of the system's cluster. A system that is alone is a cluster of one, which is always up.</summary>
[SuppressMessage("Naming", "CA1724", Justification = "The surface is Akka.NET's.")]
public class Cluster
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IActorRef, ImmutableHashSet<Type>> _subscribers = [];
    private readonly IMembership _membership;
    private ClusterEvent.CurrentClusterState _told; // Up to which subscribers were told.

    private Cluster(ActorSystemImpl system)
    {
        SelfAddress = system.Address;
        _membership = system.ClusterRuntime is { } runtime
            ? new ClusterMembership(runtime.Node, system.Address)
            : new LoneMembership(system.Address);
        _told = _membership.State;
        _membership.Changed += Publish;
        Publish(); // What has changed between the two lines before.
    }

    public Address SelfAddress { get; }

    public Member SelfMember => _membership.Self;

    public ImmutableHashSet<string> SelfRoles => SelfMember.Roles;

    /// <summary>Whether this node has left, or was fenced.</summary>
    public bool IsTerminated => _membership.IsTerminated;

    public ClusterEvent.CurrentClusterState State => _membership.State;

    public static Cluster Get(ActorSystem system) => ((ActorSystemImpl)system).Extension(static found => new Cluster(found));

    /// <summary>Tells an actor the present state, then all events of these types.</summary>
    public void Subscribe(IActorRef subscriber, params Type[] to) =>
        Subscribe(subscriber, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, to);

    public void Subscribe(IActorRef subscriber, ClusterEvent.SubscriptionInitialStateMode initialStateMode, params Type[] to)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        if (to.Length == 0) throw new ArgumentException("At least one type of events is required.", nameof(to));
        lock (_gate)
        {
            _subscribers[subscriber] = _subscribers.GetValueOrDefault(subscriber, []).Union(to);
            if (initialStateMode == ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot)
            {
                subscriber.Tell(_told, ActorRefs.NoSender);
                return;
            }

            foreach (var happened in MembershipChanges.LeadingTo(_told)) Tell(subscriber, to, happened);
        }
    }

    public void Unsubscribe(IActorRef subscriber)
    {
        lock (_gate) _subscribers.Remove(subscriber);
    }

    public void Unsubscribe(IActorRef subscriber, Type to)
    {
        lock (_gate)
        {
            if (!_subscribers.TryGetValue(subscriber, out var types)) return;
            types = types.Remove(to);
            if (types.IsEmpty) _subscribers.Remove(subscriber);
            else _subscribers[subscriber] = types;
        }
    }

    private void Publish()
    {
        lock (_gate)
        {
            var now = _membership.State; // Read here, so that no older one is told after a newer one.
            var happened = MembershipChanges.Between(_told, now);
            _told = now;
            foreach (var (subscriber, types) in _subscribers)
            {
                foreach (var one in happened) Tell(subscriber, types, one);
            }
        }
    }

    private static void Tell(IActorRef subscriber, IEnumerable<Type> types, ClusterEvent.IClusterDomainEvent happened)
    {
        foreach (var type in types)
        {
            if (!type.IsInstanceOfType(happened)) continue;
            subscriber.Tell(happened, ActorRefs.NoSender);
            return;
        }
    }
}
