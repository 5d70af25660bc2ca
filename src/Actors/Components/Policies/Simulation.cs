using System.Collections.Immutable;

namespace XmppActors.Actors.Components.Policies;

/// <summary>What a change of a farm would move, without making it.</summary>
/// <param name="Moves">From whom to whom, the largest first.</param>
/// <param name="Staying">The part that stays where it is: 0 to 1.</param>
/// <param name="IsSampled">Counted over <see cref="Keys"/> keys; else by the weights alone.</param>
internal sealed record Simulation(ImmutableArray<ShareMove> Moves, double Staying, bool IsSampled)
{
    /// <summary>Keys that are looked at, the same each time: a share is exact to within about half a percent of all.</summary>
    public const int Keys = 65_536;

    /// <summary>An instance is lost.</summary>
    public static Simulation Lose(FarmSnapshot snapshot, string instanceId, Address? here = null) =>
        Compare(snapshot, snapshot.Without(instanceId), here);

    /// <summary>The farm becomes another.</summary>
    /// <param name="here">The node whose stanzas it is about, if the rules ask for local instances.</param>
    public static Simulation Compare(FarmSnapshot before, FarmSnapshot after, Address? here = null)
    {
        var (from, to) = (Candidates.Of(before, here), Candidates.Of(after, here));
        return FarmPolicies.HasKey(before.Rules.Policy) ? ByKeys(from, to) : ByShares(from, to);
    }

    private static Simulation ByKeys(Candidates before, Candidates after)
    {
        var moved = new Dictionary<(string? From, string? To), int>();
        for (ulong i = 0; i < Keys; i++)
        {
            var key = Rendezvous.Scatter(i);
            var move = (PolicyRules.Peek(key, before).Instance?.Id, PolicyRules.Peek(key, after).Instance?.Id);
            if (move.Item1 != move.Item2) moved[move] = moved.GetValueOrDefault(move) + 1;
        }
        return Of(moved.Select(each => new ShareMove(each.Key.From, each.Key.To, (double)each.Value / Keys)), isSampled: true);
    }

    /// <summary>What some give is divided among those that gain, by what each gains.</summary>
    private static Simulation ByShares(Candidates before, Candidates after)
    {
        var changes = before.Members.Concat(after.Members).Select(instance => instance.Id).Distinct()
            .Select(id => (Id: (string?)id, Change: ShareOf(after, id) - ShareOf(before, id)))
            .Append((null, (after.Members.IsEmpty ? 1 : 0) - (before.Members.IsEmpty ? 1 : 0)))
            .ToArray();
        var gained = changes.Where(each => each.Change > 0).Sum(each => each.Change);
        return Of(
            from giver in changes
            where giver.Change < 0
            from taker in changes
            where taker.Change > 0
            select new ShareMove(giver.Id, taker.Id, -giver.Change * taker.Change / gained),
            isSampled: false);
    }

    private static double ShareOf(Candidates candidates, string id)
    {
        for (var i = 0; i < candidates.Members.Length; i++)
        {
            if (candidates.Members[i].Id == id) return candidates.ShareOf(i);
        }
        return 0;
    }

    private static Simulation Of(IEnumerable<ShareMove> moves, bool isSampled)
    {
        ImmutableArray<ShareMove> sorted =
            [.. moves.OrderByDescending(move => move.Share).ThenBy(move => move.From, StringComparer.Ordinal).ThenBy(move => move.To, StringComparer.Ordinal)];
        return new Simulation(sorted, 1 - sorted.Sum(move => move.Share), isSampled);
    }
}

/// <summary>A part of all keys, or stanzas, that gets another instance.</summary>
/// <param name="From">Null: nobody had it.</param>
/// <param name="To">Null: nobody would have it; it would be held or bounced.</param>
/// <param name="Share">0 to 1.</param>
internal sealed record ShareMove(string? From, string? To, double Share);
