namespace XmppActors.Actors.Components.Health;

/// <summary>What share an instance gets, in proportion to the others of its state.</summary>
internal static class ShareRules
{
    /// <param name="isAnyoneUsed">If nobody is, those whose circuit breakers are open get what there is: better than nobody.</param>
    public static int WeightOf(FarmMember member, bool isAnyoneUsed, in FarmMoment moment)
    {
        var weight = member.Instance.ConfiguredWeight;
        return member.Health.State switch
        {
            InstanceState.Joining or InstanceState.Down => 0,
            InstanceState.Suspect or InstanceState.Draining => weight,
            _ when member.IsActive => SlowStart.Scale(weight, HealthRules.Percent(member.Health, moment.Health, moment.Now)),
            _ when !isAnyoneUsed => SlowStart.Scale(weight, SlowStart.FirstPercent),
            _ => 0,
        };
    }
}
