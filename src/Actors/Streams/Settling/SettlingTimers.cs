namespace XmppActors.Actors.Streams.Settling;

/// <summary>When a stream looks after what it has read and nobody has taken charge of.</summary>
internal static class SettlingTimers
{
    /// <summary>Sees to it that <see cref="LookForOverdue"/> comes while there is anything.</summary>
    public static void Guard(this ITimerScheduler timers, ReadStanzas read)
    {
        if (!read.IsEmpty && !timers.IsTimerActive(LookForOverdue.Instance))
            timers.StartSingleTimer(LookForOverdue.Instance, LookForOverdue.Instance, ReadStanzas.GuardInterval);
    }

    /// <summary>Sees to it that <see cref="SendAgain"/> comes when something is to be sent again.</summary>
    public static void SendAgainWhenDue(this ITimerScheduler timers, ReadStanzas read)
    {
        if (read.NextDue is { } delay && !timers.IsTimerActive(SendAgain.Instance))
            timers.StartSingleTimer(SendAgain.Instance, SendAgain.Instance, delay);
    }
}

/// <summary>Time to send again what was refused, or got lost with a node.</summary>
internal sealed class SendAgain
{
    public static readonly SendAgain Instance = new();
}

/// <summary>Time to look whether the oldest stanza has waited too long.</summary>
internal sealed class LookForOverdue
{
    public static readonly LookForOverdue Instance = new();
}
