using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster;

/// <summary>What subscribers of <see cref="Cluster"/> are told.</summary>
[SuppressMessage("Design", "CA1034", Justification = "The surface is Akka.NET's.")]
[SuppressMessage("Design", "CA1724", Justification = "The surface is Akka.NET's.")]
[SuppressMessage("Design", "CA1052", Justification = "The surface is Akka.NET's.")]
public class ClusterEvent
{
    private protected ClusterEvent()
    {
    }

    public enum SubscriptionInitialStateMode
    {
        /// <summary>A <see cref="CurrentClusterState"/> comes first.</summary>
        InitialStateAsSnapshot = 0,

        /// <summary>What led to the present state comes first, as far as it is still so.</summary>
        InitialStateAsEvents = 1,
    }

    public interface IClusterDomainEvent : IDeadLetterSuppression;

    public interface IMemberEvent : IClusterDomainEvent
    {
        Member Member { get; }
    }

    public interface IReachabilityEvent : IClusterDomainEvent;

    public sealed class CurrentClusterState
    {
        internal CurrentClusterState(ImmutableSortedSet<Member> members, ImmutableHashSet<Member> unreachable, Address? leader)
        {
            Members = members;
            Unreachable = unreachable;
            Leader = leader;
        }

        public ImmutableSortedSet<Member> Members { get; }

        public ImmutableHashSet<Member> Unreachable { get; }

        /// <summary><c>null</c>: nobody can lead.</summary>
        public Address? Leader { get; }
    }

    public abstract class MemberStatusChange : IMemberEvent
    {
        private protected MemberStatusChange(Member member) => Member = member;

        public Member Member { get; }

        public override string ToString() => $"{GetType().Name}({Member})";
    }

    public sealed class MemberJoined(Member member) : MemberStatusChange(member);

    public sealed class MemberUp(Member member) : MemberStatusChange(member);

    public sealed class MemberLeft(Member member) : MemberStatusChange(member);

    public sealed class MemberExited(Member member) : MemberStatusChange(member);

    public sealed class MemberDowned(Member member) : MemberStatusChange(member);

    /// <summary>It has certainly stopped.</summary>
    public sealed class MemberRemoved(Member member, MemberStatus previousStatus) : MemberStatusChange(member)
    {
        public MemberStatus PreviousStatus { get; } = previousStatus;
    }

    public abstract class ReachabilityEvent : IReachabilityEvent
    {
        private protected ReachabilityEvent(Member member) => Member = member;

        public Member Member { get; }

        public override string ToString() => $"{GetType().Name}({Member})";
    }

    public sealed class UnreachableMember(Member member) : ReachabilityEvent(member);

    public sealed class ReachableMember(Member member) : ReachabilityEvent(member);
}
