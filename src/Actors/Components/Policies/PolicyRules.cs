using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Policies;

/// <summary>Who of a farm's candidates gets a stanza: functions of the stanza, the candidates and what the node remembers.</summary>
/// <remarks>For the policies with a key the answer is the same on every node that has the same snapshot, unless the rules ask for loads or for
/// local instances, or an instance is being drained: those are what each node knows itself. Highest-random-weight hashing moves, with an
/// instance that is lost, that instance's keys only.</remarks>
internal static class PolicyRules
{
    public static Choice Choose(Stanza stanza, Candidates candidates, NodeMemory memory)
    {
        var policy = candidates.Rules.Policy;
        if (FarmPolicies.HasKey(policy))
            return ByKey(StanzaKeys.HashOf(stanza, candidates.Rules), candidates, memory);
        if (candidates.Members.IsEmpty)
            return Choice.Nobody;
        return policy switch
        {
            FarmPolicy.RoundRobin => new(Next(candidates, memory.TakeTurn()), ChoiceReason.IsNext),
            FarmPolicy.Weighted => new(Drawn(candidates, Rendezvous.Scatter(memory.TakeTurn())), ChoiceReason.WasDrawn),
            FarmPolicy.LeastOutstanding => new(Least(candidates, memory.TakeTurn()), ChoiceReason.HasLeast),
            _ => new(candidates.Primary, ChoiceReason.IsPrimary),
        };
    }

    /// <summary>Who would get the key, by a node that remembers nothing of it.</summary>
    public static Choice Peek(ulong key, Candidates candidates)
    {
        var members = candidates.Members;
        if (members.IsEmpty)
            return Choice.Nobody;
        var owner = candidates.AreEven ? OwnerOfEven(key, candidates) : Owner(key, candidates, long.MaxValue);
        if (candidates.Rules.BoundedLoadPercent == 0)
            return new(members[owner], ChoiceReason.WantsKeyMost);

        var total = TotalLoad(candidates) + 1;
        return IsOver(owner, candidates, total)
            ? new(members[Owner(key, candidates, total)], ChoiceReason.WantsKeyNext)
            : new(members[owner], ChoiceReason.WantsKeyMost);
    }

    /// <summary>The draining instance that has had the key lately.</summary>
    public static FarmInstance? Keeper(ulong key, Candidates candidates, NodeMemory memory)
    {
        foreach (var draining in candidates.Draining)
        {
            if (memory.Keys.Has(key, draining, memory.Second, (long)candidates.Rules.DrainIdle.TotalSeconds))
                return draining;
        }
        return null;
    }

    /// <summary>Whoever keeps the key, else whoever wants it most and has not too much to do.</summary>
    private static Choice ByKey(ulong key, Candidates candidates, NodeMemory memory)
    {
        var choice = Keeper(key, candidates, memory) is { } keeper ? new(keeper, ChoiceReason.KeepsKey) : Peek(key, candidates);
        if (choice.Instance is not { } taker)
            return choice;
        memory.Keys.Remember(key, taker, memory.Second);
        if (candidates.Rules.BoundedLoadPercent > 0) memory.Loads.Of(taker.Id).Add();
        return choice;
    }

    private static int OwnerOfEven(ulong key, Candidates candidates)
    {
        var members = candidates.Members.AsSpan();
        var owner = 0;
        var highest = Rendezvous.Score(key, members[0].Hash);
        for (var i = 1; i < members.Length; i++)
        {
            var score = Rendezvous.Score(key, members[i].Hash);
            if (score <= highest) continue;
            highest = score;
            owner = i;
        }
        return owner;
    }

    /// <param name="total">All that there is to do; nobody is passed over when it is <see cref="long.MaxValue"/>.</param>
    private static int Owner(ulong key, Candidates candidates, long total)
    {
        var members = candidates.Members.AsSpan();
        var owner = -1;
        var highest = 0.0;
        for (var i = 0; i < members.Length; i++)
        {
            if (total != long.MaxValue && IsOver(i, candidates, total)) continue;
            var score = Rendezvous.Score(key, members[i].Hash, members[i].Weight);
            if (score <= highest) continue;
            highest = score;
            owner = i;
        }
        return Math.Max(owner, 0);
    }

    private static long TotalLoad(Candidates candidates)
    {
        long total = 0;
        foreach (var load in candidates.Loads) total += load.Outstanding;
        return total;
    }

    /// <summary>With one more it would have more than its share of all, times the factor, rounded up: never everybody has.</summary>
    private static bool IsOver(int index, Candidates candidates, long total)
    {
        var share = (double)candidates.Rules.BoundedLoadPercent / 100 * total * candidates.Members[index].Weight / candidates.TotalWeight;
        return candidates.Loads[index].Outstanding + 1 > Math.Ceiling(share);
    }

    /// <summary>Equal weights: strictly one after the other. Else by a sequence that comes to each evenly, as often as its weight says.</summary>
    private static FarmInstance Next(Candidates candidates, ulong turn) => candidates.AreEven
        ? candidates.Members[(int)(turn % (ulong)candidates.Members.Length)]
        : Drawn(candidates, turn * 0x9e3779b97f4a7c15); // The golden section of 2^64.

    private static FarmInstance Drawn(Candidates candidates, ulong number)
    {
        var place = (long)Math.BigMul(number, (ulong)candidates.TotalWeight, out _);
        foreach (var member in candidates.Members)
        {
            place -= member.Weight;
            if (place < 0) return member;
        }
        return candidates.Members[^1];
    }

    private static FarmInstance Least(Candidates candidates, ulong turn)
    {
        var members = candidates.Members;
        var start = (int)(turn % (ulong)members.Length); // Those with equally much take turns.
        var least = start;
        for (var step = 1; step < members.Length; step++)
        {
            var i = start + step < members.Length ? start + step : start + step - members.Length;
            if (IsLess(candidates, i, least)) least = i;
        }
        candidates.Loads[least].Add();
        return members[least];
    }

    /// <summary>Compares what they would have, with one more, for each unit of weight.</summary>
    private static bool IsLess(Candidates candidates, int one, int other) =>
        (candidates.Loads[one].Outstanding + 1L) * candidates.Members[other].Weight
            < (candidates.Loads[other].Outstanding + 1L) * candidates.Members[one].Weight;
}
