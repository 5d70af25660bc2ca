using XmppActors.Actors.Components.Administration;

namespace XmppActors.Actors.Components;

/// <summary>What this room tells an operator: instances, states and reasons, never secrets and never what a stanza says.</summary>
internal static class Log
{
    /// <summary>One line for each change of an instance's state.</summary>
    public static void InstanceChanged(this ILoggingAdapter log, string domain, InstanceChange change)
    {
        const string line = "farm {0}: instance {1} is {2}";
        var state = $"{change.State}".ToLowerInvariant() + (change.Reason.Length == 0 ? "" : $": {change.Reason}");
        if (change.State is InstanceState.Suspect or InstanceState.Down) log.Warning(line, domain, change.InstanceId, state);
        else log.Info(line, domain, change.InstanceId, state);
    }

    public static void InstanceLeft(this ILoggingAdapter log, string domain, FarmInstance instance, string reason) =>
        log.Info("farm {0}: instance {1} has left: {2}", domain, $"{instance.Id} from {instance.RemoteAddress}", reason);

    /// <summary>An operator's word, as it is remembered.</summary>
    public static void FarmChanged(this ILoggingAdapter log, string domain, IFarmEvent happened) => log.Info("farm {0}: {1}", domain, happened);

    public static void SettingsUnread(this ILoggingAdapter log, string domain, string faults) =>
        log.Warning("farm {0}: settings given at run time are left out: {1}", domain, faults);
}
