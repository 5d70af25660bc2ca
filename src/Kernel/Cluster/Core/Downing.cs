using System.Collections.Immutable;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>Who has to stop when members that all reach the store do not reach each other.</summary>
/// <remarks>The largest group whose members are connected goes on; of equal ones that with the oldest member. Within it, who cannot be
/// reached by most is stopped first, the younger of two, until everybody reaches everybody. The same from the same documents on every node.</remarks>
internal static class Downing
{
    internal sealed record Decision(ImmutableArray<UniqueAddress> Down, string Reason);

    internal static Decision? Decide(ClusterState state)
    {
        // Whose lease has ended is no part of this: that is decided already.
        var nodes = state.Members.Members
            .Where(member => member.Status is MemberStatus.Joining or MemberStatus.Up or MemberStatus.Leaving
                && state.Alive.ContainsKey(member.Address))
            .Select(member => member.Address)
            .ToList();
        if (nodes.TrueForAll(node => state.Alive[node].Document.Unreachable.IsEmpty)) return null;

        var kept = LargestGroup(nodes, (a, b) => !AreApart(state, a, b));
        while (WorstConnected(kept, state) is { } worst) kept.Remove(worst);
        var down = nodes.Except(kept).ToImmutableArray();
        if (down.IsEmpty) return null;
        return new Decision(
            down, $"{string.Join(", ", down)} must stop: not reached by the side of {kept[0]} ({kept.Count} of {nodes.Count} members)");
    }

    /// <summary>Whether everybody says the same of whom it reaches.</summary>
    internal static bool HaveSameViews(
        ImmutableDictionary<UniqueAddress, AliveEntry> before, ImmutableDictionary<UniqueAddress, AliveEntry> now)
    {
        if (ReferenceEquals(before, now)) return true;
        foreach (var (address, entry) in now)
        {
            if (!entry.Document.Unreachable.SequenceEqual(ViewOf(before, address))) return false;
        }

        return before.All(entry => entry.Value.Document.Unreachable.IsEmpty || now.ContainsKey(entry.Key));
    }

    private static ImmutableArray<UniqueAddress> ViewOf(ImmutableDictionary<UniqueAddress, AliveEntry> all, UniqueAddress address) =>
        all.TryGetValue(address, out var entry) ? entry.Document.Unreachable : [];

    private static bool AreApart(ClusterState state, UniqueAddress a, UniqueAddress b) =>
        state.Alive[a].Document.Unreachable.Contains(b) || state.Alive[b].Document.Unreachable.Contains(a);

    private static List<UniqueAddress> LargestGroup(List<UniqueAddress> oldestFirst, Func<UniqueAddress, UniqueAddress, bool> areConnected)
    {
        List<UniqueAddress> largest = [];
        var left = new List<UniqueAddress>(oldestFirst);
        while (left.Count > largest.Count)
        {
            List<UniqueAddress> group = [left[0]];
            left.RemoveAt(0);
            for (var i = 0; i < group.Count; i++)
            {
                var reached = left.FindAll(other => areConnected(group[i], other));
                group.AddRange(reached);
                left.RemoveAll(reached.Contains);
            }

            if (group.Count > largest.Count) largest = group;
        }

        largest.Sort((a, b) => oldestFirst.IndexOf(a).CompareTo(oldestFirst.IndexOf(b)));
        return largest;
    }

    private static UniqueAddress? WorstConnected(List<UniqueAddress> kept, ClusterState state)
    {
        UniqueAddress? worst = null;
        var most = 0;
        foreach (var node in kept) // The oldest first, so that the youngest of equals remains.
        {
            var missing = kept.Count(other => !other.Equals(node) && AreApart(state, node, other));
            if (missing > 0 && missing >= most) (worst, most) = (node, missing);
        }

        return worst;
    }
}
