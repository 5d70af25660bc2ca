namespace XmppActors.Actors.Components.Health;

/// <summary>Which instances are in use, and which are spares: those beyond what the farm wants active, and warm ones as long as another is
/// well.</summary>
internal static class SpareRules
{
    /// <summary>The ids of those that are in use.</summary>
    /// <remarks>Those that are stay so: whoever comes back is a spare, unless it weighs more. A spare that was promoted goes on until the
    /// others have their whole weight again.</remarks>
    public static HashSet<string> FindActive(IReadOnlyList<FarmMember> members, FarmSettings settings, TimeSpan now)
    {
        var active = new HashSet<string>(StringComparer.Ordinal);
        var limit = settings.Active > 0 ? settings.Active : IsPrimaryStandby(settings) ? 1 : 0;
        var whole = 0;
        foreach (var member in members.Where(IsCandidate)
            .OrderBy(static member => member.Instance.IsWarm)
            .ThenByDescending(static member => member.Instance.ConfiguredWeight)
            .ThenByDescending(static member => member.IsActive)
            .ThenBy(static member => member.Instance.Since)
            .ThenBy(static member => member.Id, StringComparer.Ordinal))
        {
            var wanted = limit > 0 ? limit : member.Instance.IsWarm ? 1 : int.MaxValue;
            if (whole >= wanted) continue;
            active.Add(member.Id);
            if (member.Health.Breaker == Breaker.Closed && SlowStart.Percent(member.Health, settings.Health, now) == 100) whole++;
        }

        return active;
    }

    /// <summary>It could be in use. The others get nothing for reasons of their own.</summary>
    public static bool IsCandidate(FarmMember member) =>
        member.Health.IsUsable && member.Health.Breaker != Breaker.Open && member.Instance.ConfiguredWeight > 0;

    private static bool IsPrimaryStandby(FarmSettings settings) => settings.Rules.Policy == Policies.FarmPolicy.PrimaryStandby;
}
