using System.Collections.Immutable;
using System.Globalization;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Policies;

/// <summary>Which instance a stanza would get, and why: for the operator. Nothing is remembered, counted or sent.</summary>
/// <param name="Policy">As the configuration calls it.</param>
/// <param name="Key">What decides. Null: nothing of the stanza does.</param>
/// <param name="KeyFrom">The policy that the key is from: the farm's own, or its fallback. Null: see <paramref name="Key"/>.</param>
/// <param name="Instances">All of them, those that want it most first.</param>
/// <param name="Winner">Null: nobody, or whoever's turn it is then.</param>
/// <param name="Reason">In words.</param>
internal sealed record Trace(
    string Domain,
    long Version,
    string Policy,
    string? Key,
    string? KeyFrom,
    ImmutableArray<TracedInstance> Instances,
    string? Winner,
    string Reason)
{
    /// <summary>For a message without content.</summary>
    public static Trace Of(FarmSnapshot snapshot, Jid from, Jid? to = null, Address? here = null, NodeMemory? memory = null) => Of(
        snapshot,
        Stanza.Create(StanzaKind.Message, StanzaType.Normal, from, to ?? BareJid.Parse(snapshot.Domain), null),
        here,
        memory);

    /// <param name="here">The node that the stanza would be routed on, if its rules ask for local instances.</param>
    /// <param name="memory">What that node remembers. Null: nothing.</param>
    public static Trace Of(FarmSnapshot snapshot, Stanza stanza, Address? here = null, NodeMemory? memory = null)
    {
        var rules = snapshot.Rules;
        var candidates = Candidates.Of(snapshot, here, memory?.Loads);
        string? key = null;
        string? keyFrom = null;
        ulong hash = 0;
        if (FarmPolicies.HasKey(rules.Policy))
        {
            key = StanzaKeys.TextOf(stanza, rules, out var used);
            keyFrom = FarmPolicies.NameOf(used);
            hash = StanzaKeys.HashOf(stanza, rules);
        }
        var choice = Choose(rules.Policy, hash, candidates, memory);
        return new Trace(
            snapshot.Domain,
            snapshot.Version,
            FarmPolicies.NameOf(rules.Policy),
            key,
            keyFrom,
            [.. snapshot.Instances
                .Select(instance => Describe(instance, candidates, key is null ? null : hash))
                .OrderByDescending(each => each.Score).ThenBy(each => each.Id, StringComparer.Ordinal)],
            choice?.Instance?.Id,
            Say(choice, candidates));
    }

    private static Choice? Choose(FarmPolicy policy, ulong hash, Candidates candidates, NodeMemory? memory)
    {
        if (candidates.Members.IsEmpty && candidates.Draining.IsEmpty) return Choice.Nobody;
        if (policy == FarmPolicy.PrimaryStandby) return new Choice(candidates.Primary, ChoiceReason.IsPrimary);
        if (!FarmPolicies.HasKey(policy)) return candidates.Members.IsEmpty ? Choice.Nobody : null;
        return memory is not null && PolicyRules.Keeper(hash, candidates, memory) is { } keeper
            ? new Choice(keeper, ChoiceReason.KeepsKey)
            : PolicyRules.Peek(hash, candidates);
    }

    private static TracedInstance Describe(FarmInstance instance, Candidates candidates, ulong? key)
    {
        var index = candidates.IndexOf(instance.Id);
        var isCandidate = index >= 0;
        var weight = isCandidate ? candidates.Members[index].Weight : instance.Weight;
        return new TracedInstance(instance.Id, instance.State, weight)
        {
            Score = key is { } hash && isCandidate ? Rendezvous.Score(hash, instance.Hash, weight) : null,
            Share = isCandidate ? candidates.ShareOf(index) : 0,
            Outstanding = isCandidate && !candidates.Loads.IsEmpty ? candidates.Loads[index].Outstanding : null,
            Note = isCandidate ? null : WhyNot(instance, candidates),
        };
    }

    private static string WhyNot(FarmInstance instance, Candidates candidates) => instance.State switch
    {
        InstanceState.Joining => "its link is being made",
        InstanceState.Down => "its link is about to be closed",
        InstanceState.Draining => "it is being drained: no new keys",
        _ when instance.Weight <= 0 => "its weight is 0",
        InstanceState.Suspect when !candidates.AreLastResort => "it does not answer, and others do",
        _ => "instances on this node come first",
    };

    private static string Say(Choice? choice, Candidates candidates)
    {
        if (choice is not { } made) return SayShared(candidates.Rules.Policy);
        if (made.Instance is not { } winner) return "no instance may get it";
        var why = made.Reason switch
        {
            ChoiceReason.KeepsKey => "is being drained, and has had this key lately",
            ChoiceReason.WantsKeyNext => "comes next: whoever wants the key most has more than its share to do",
            ChoiceReason.IsPrimary => "is the primary: the heaviest, and of several the one that is there the longest",
            _ when candidates.Members.Length == 1 => "is the only one that may get it",
            _ => "wants the key most",
        };
        var lastResort = candidates.AreLastResort ? ", though it does not answer: nobody else is there" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{winner.Id} {why}{lastResort}");
    }

    private static string SayShared(FarmPolicy policy) => policy switch
    {
        FarmPolicy.RoundRobin => "each gets it in turn, as often as its weight says; every node counts for itself",
        FarmPolicy.LeastOutstanding => "whoever has the least to do for its weight when it comes",
        _ => "the lot decides, as often as the weights say",
    };
}

/// <summary>One instance, as a trace sees it.</summary>
/// <param name="Weight">What it gets at the moment.</param>
internal sealed record TracedInstance(string Id, InstanceState State, int Weight)
{
    /// <summary>How much it wants the key. Null: there is no key, or it may not have it.</summary>
    public double? Score { get; init; }

    /// <summary>The part of all keys, or stanzas, that is its: 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>What it has to do, as the node knows. Null: the rules do not ask.</summary>
    public int? Outstanding { get; init; }

    /// <summary>Why it may not have it. Null: it may.</summary>
    public string? Note { get; init; }
}
