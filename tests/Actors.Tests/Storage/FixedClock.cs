namespace XmppActors.Actors.Tests.Storage;

/// <summary>Shows one time until told another; its timers are the system's.</summary>
internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
