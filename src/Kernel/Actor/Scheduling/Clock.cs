namespace XmppActors.Kernel.Actor;

/// <summary>The system's time, as distance from its start.</summary>
internal sealed class Clock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    internal TimeProvider Provider => time;

    internal DateTimeOffset Utc => time.GetUtcNow();

    internal TimeSpan Elapsed => time.GetElapsedTime(_start);

    internal long Milliseconds => (long)Elapsed.TotalMilliseconds;
}
