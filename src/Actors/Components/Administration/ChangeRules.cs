using XmppActors.Actors.Components.Health;

namespace XmppActors.Actors.Components.Administration;

/// <summary>Which changes an operator may make.</summary>
internal static class ChangeRules
{
    /// <summary>Longest text of settings, in characters.</summary>
    private const int MaxSettings = 16 * 1024;

    private static readonly TimeSpan MaxDeadline = TimeSpan.FromDays(7);

    /// <returns>Null: it may be made.</returns>
    public static FarmChanged? Refusal(IFarmChange change, FarmMemory memory, IReadOnlyList<FarmMember> members, FarmServices services) => change switch
    {
        AddFarm add => SettingsFault(add, services) is { } fault ? Bad(change, fault) : null,
        RemoveFarm when services.Book.IsConfigured(change.Domain) && IsNothingSaid(memory) =>
            new FarmChanged(change.Domain, FarmChangeOutcome.Configured, "it is in the configuration: remove it there"),
        RemoveFarm when memory.IsGone => Nothing(change),
        DrainInstance drain when drain.Deadline < TimeSpan.Zero || drain.Deadline > MaxDeadline => Bad(change, "a deadline is from 0 s to 7 days"),
        DrainInstance drain => Refusal(change, drain.Target, memory.Drains.Count, members),
        UndrainInstance undrain => memory.Drains.ContainsKey(undrain.Target) ? null : Nothing(change),
        SetWeight { Weight: null } set => memory.Weights.ContainsKey(set.Target) ? null : Nothing(change),
        SetWeight { Weight: < 0 or > FarmInstance.MaxWeight } => Bad(change, $"a weight is from 0 to {FarmInstance.MaxWeight}"),
        SetWeight set => Refusal(change, set.Target, memory.Weights.Count, members),
        _ => null,
    };

    private static FarmChanged? Refusal(IFarmChange change, string target, int count, IReadOnlyList<FarmMember> members)
    {
        if (target.Length is 0 or > 1023 || target.Any(char.IsControl)) return Bad(change, "the name of an instance is missing, or is none");
        if (InstanceTarget.IsId(target) && !members.Any(member => member.Id == target))
            return new FarmChanged(change.Domain, FarmChangeOutcome.NoSuchInstance, target);
        return count < FarmMemory.MostTargets ? null : Bad(change, $"{FarmMemory.MostTargets} are remembered already: take some back");
    }

    private static string? SettingsFault(AddFarm add, FarmServices services)
    {
        if (services.Domains.Contains(add.Domain)) return $"the domain {add.Domain} belongs to the server itself";
        if (add.Settings.Length > MaxSettings) return $"settings have at most {MaxSettings} characters";
        try
        {
            services.Book.Read(add.Domain, add.Settings);
            return null;
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }
    }

    private static bool IsNothingSaid(FarmMemory memory) => memory.Settings is null && memory.Weights.IsEmpty && memory.Drains.IsEmpty;

    private static FarmChanged Bad(IFarmChange change, string why) => new(change.Domain, FarmChangeOutcome.BadValue, why);

    private static FarmChanged Nothing(IFarmChange change) => new(change.Domain, FarmChangeOutcome.NothingThere, "");
}
