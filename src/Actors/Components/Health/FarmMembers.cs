using System.Collections.Immutable;
using XmppActors.Actors.Components.Administration;

namespace XmppActors.Actors.Components.Health;

/// <summary>The instances of one farm and what is thought of them: changed by what happens, then decided about as a whole
/// (<see cref="Decide"/>).</summary>
/// <remarks>Performs nothing. Not thread-safe.</remarks>
internal sealed class FarmMembers
{
    private const int RememberedChanges = 40;

    private readonly List<FarmMember> _members = [];
    private readonly DepartedInstances _departed = new();
    private readonly Queue<InstanceChange> _changes = [];

    public IReadOnlyList<FarmMember> All => _members;

    /// <summary>The last changes, oldest first.</summary>
    public IEnumerable<InstanceChange> Changes => _changes;

    public FarmMember? Find(string id) => _members.Find(member => member.Id == id);

    /// <summary>An instance has joined, or joins again since the farm's entity has moved, or has taken the name of another.</summary>
    /// <returns>The one whose name it has taken.</returns>
    public FarmMember? Join(FarmInstance instance, in FarmMoment moment)
    {
        var at = _members.FindIndex(member => member.Id == instance.Id);
        if (at >= 0 && _members[at].Instance.Stream.Equals(instance.Stream))
        {
            var known = _members[at];
            _members[at] = known with { OwnWeight = instance.ConfiguredWeight, Instance = known.Instance with { IsWarm = instance.IsWarm } };
            return null;
        }

        FarmMember? former = null;
        if (at >= 0)
        {
            former = _members[at];
            _departed.Add(former, moment.Health, moment.Now);
            _members.RemoveAt(at);
        }

        var health = HealthRules.Join(
            _departed.Take(instance, moment.Health, moment.Now), _members.Exists(SpareRules.IsCandidate), moment.Health, moment.Now);
        Add(new FarmMember(instance with { State = InstanceState.Joining }, health) { OwnWeight = instance.ConfiguredWeight, StateSince = moment.Utc });
        return former;
    }

    /// <summary>The farm goes on with instances that an earlier entity knew.</summary>
    public void Follow(ImmutableArray<FarmInstance> known, in FarmMoment moment)
    {
        foreach (var instance in known)
        {
            if (Find(instance.Id) is not null) continue;
            Add(new FarmMember(instance, HealthRules.Resume(instance, moment.Health, moment.Now))
            {
                OwnWeight = instance.ConfiguredWeight,
                StateSince = moment.Utc,
                IsActive = instance.Weight > 0,
            });
        }
    }

    /// <summary>An instance has left.</summary>
    /// <param name="isReturnSlow">Its link was lost on its side: if it comes back soon, then in small steps.</param>
    public void Leave(FarmMember member, bool isReturnSlow, string reason, in FarmMoment moment)
    {
        if (!_members.Remove(member)) return;
        if (isReturnSlow && member.Health.DrainBy is null) _departed.Add(member, moment.Health, moment.Now);
        Remember(new InstanceChange(moment.Utc, member.Id, null, reason));
    }

    public void Report(FarmMember member, InstanceFacts facts, in FarmMoment moment) =>
        Set(member, HealthRules.Report(member.Health, facts, HasOthers(member), moment.Health, moment.Now));

    /// <summary>Links end, whatever is thought of their instances.</summary>
    public void End(Predicate<FarmMember> isMeant, LinkEnd end)
    {
        for (var i = 0; i < _members.Count; i++)
        {
            var member = _members[i];
            if (isMeant(member)) Set(member, member.Health with { State = InstanceState.Down, Reason = end.Because, End = end });
        }
    }

    /// <summary>The farm's own node has stood still: what its instances have not said meanwhile is not held against them.</summary>
    public void Excuse(TimeSpan now)
    {
        for (var i = 0; i < _members.Count; i++) Set(_members[i], _members[i].Health with { ReportedAt = now });
    }

    /// <summary>Decides about all, by what has happened and what time it is: state, who is in use, weight.</summary>
    /// <returns>Which have come into another state.</returns>
    public IReadOnlyList<InstanceChange> Decide(in FarmMoment moment)
    {
        for (var i = 0; i < _members.Count; i++) _members[i] = Judge(_members[i], moment);
        var active = SpareRules.FindActive(_members, moment.Settings, moment.Now);
        var isAnyoneUsed = _members.Exists(member => active.Contains(member.Id));
        var changes = new List<InstanceChange>();
        for (var i = 0; i < _members.Count; i++)
        {
            var member = _members[i] with { IsActive = active.Contains(_members[i].Id) };
            var changed = Publish(member, ShareRules.WeightOf(member, isAnyoneUsed, moment), moment);
            if (changed.Instance.State != member.Instance.State)
            {
                changes.Add(new InstanceChange(moment.Utc, member.Id, changed.Instance.State, changed.Health.Reason));
                Remember(changes[^1]);
            }

            _members[i] = changed;
        }

        return changes;
    }

    /// <summary>When time alone changes anything next; null: never.</summary>
    public TimeSpan? NextChange(in FarmMoment moment)
    {
        TimeSpan? next = null;
        foreach (var member in _members)
        {
            if (HealthRules.NextChange(member.Health, moment.Health, moment.Now) is { } at && (next is null || at < next)) next = at;
        }

        return next;
    }

    private FarmMember Judge(FarmMember member, in FarmMoment moment)
    {
        var weight = moment.Memory.WeightOf(member.Instance) ?? member.OwnWeight;
        if (weight != member.Instance.ConfiguredWeight) member = member with { Instance = member.Instance with { ConfiguredWeight = weight } };
        var until = moment.Memory.DrainOf(member.Instance);
        var health = member.Health;
        var hasOthers = HasOthers(member);
        if (until != member.DrainUntil)
        {
            var by = until is { } deadline ? moment.Now + Max(deadline - moment.Utc, TimeSpan.Zero) : (TimeSpan?)null;
            health = HealthRules.Drain(health, by, moment.QuietOfKeys, hasOthers, moment.Health, moment.Now);
        }

        return member with { DrainUntil = until, Health = HealthRules.Judge(health, hasOthers, moment.Health, moment.Now) };
    }

    private FarmMember Publish(FarmMember member, int weight, in FarmMoment moment)
    {
        var (before, now) = (member.Instance.State, member.Health.State);
        if (before == now && weight == member.Instance.Weight) return member;
        var isFailover = IsUsable(before) && !IsUsable(now) && now != InstanceState.Draining && HasOthers(member);
        return member with
        {
            Instance = member.Instance with { State = now, Weight = weight },
            StateSince = before == now ? member.StateSince : moment.Utc,
            Failovers = isFailover ? member.Failovers + 1 : member.Failovers,
        };
    }

    private bool HasOthers(FarmMember member) => _members.Exists(other => other.Id != member.Id && SpareRules.IsCandidate(other));

    private void Add(FarmMember member) => _members.Add(member);

    private void Set(FarmMember member, InstanceHealth health)
    {
        var at = _members.FindIndex(other => other.Id == member.Id);
        if (at >= 0 && !ReferenceEquals(health, member.Health)) _members[at] = _members[at] with { Health = health };
    }

    private void Remember(InstanceChange change)
    {
        if (_changes.Count == RememberedChanges) _changes.Dequeue();
        _changes.Enqueue(change);
    }

    private static bool IsUsable(InstanceState state) => state is InstanceState.Ready or InstanceState.Degraded;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
