using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Membership;

/// <summary>Asks all nodes for an account's streams, at a time when entities may have moved; else none.</summary>
/// <remarks>An entity that starts at any other time has had no predecessor with bound resources: one that has any does not leave memory.</remarks>
internal sealed class ClusterStreamSearch(ActorSystem system, RecentChanges changes) : IStreamSearch
{
    /// <summary>How long after a change of the membership shards may still be moving.</summary>
    private static readonly TimeSpan MovingTime = TimeSpan.FromMinutes(5);

    private readonly Cluster _cluster = Cluster.Get(system);

    /// <inheritdoc/>
    public bool MayGoOnElsewhere(TimeSpan within)
    {
        if (changes.AreLossesThere(within)) return true;
        var state = _cluster.State;
        return state.Unreachable.Count > 0 || state.Members.Any(static member => member.Status == MemberStatus.Down);
    }

    /// <inheritdoc/>
    public int Begin(BareJid account, IActorRef entity, bool isSuccessor)
    {
        var state = _cluster.State;
        if (!isSuccessor && (state.Members.Count <= 1 || !changes.AreThere(MovingTime)))
            return 0;
        var question = new FindStreams(account);
        var asked = 0;
        foreach (var member in state.Members)
        {
            if (member.Status is not (MemberStatus.Up or MemberStatus.Leaving) || state.Unreachable.Contains(member))
                continue;
            system.ActorSelection($"{member.Address}/user/{BoundStreams.Name}").Tell(question, entity);
            asked++;
        }

        return asked;
    }
}
