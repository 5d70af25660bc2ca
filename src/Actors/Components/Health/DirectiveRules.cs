namespace XmppActors.Actors.Components.Health;

/// <summary>What an instance's stream is to be told.</summary>
internal static class DirectiveRules
{
    public static InstanceDirective DirectiveFor(FarmMember member, FarmSnapshot snapshot) =>
        new(snapshot.Domain, snapshot.Version, member.Instance.State, HasOthers(member.Id, snapshot), member.Health.End?.Because)
        {
            CloseWith = member.Health.End?.Condition,
        };

    /// <summary>Somebody else gets stanzas.</summary>
    private static bool HasOthers(string id, FarmSnapshot snapshot)
    {
        foreach (var other in snapshot.Instances)
        {
            if (other is { Weight: > 0, State: InstanceState.Ready or InstanceState.Degraded } && other.Id != id) return true;
        }

        return false;
    }
}
