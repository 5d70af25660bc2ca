namespace XmppActors.Actors.Components.Events;

/// <summary>How what happens to farms is told to the world outside.</summary>
internal sealed record FarmEventSettings
{
    /// <summary>Further attempts after one that has failed; then the event is dropped. 0 to 100.</summary>
    public int Retries { get; init; } = 10;

    /// <summary>Events that wait; with one more the oldest of them is dropped. 1 to 100000.</summary>
    public int Queue { get; init; } = 1000;

    /// <summary>The wait after a failure, twice as long after each further one …</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>… up to this.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Tells the world outside; whatever it fails with, it is asked again.</summary>
internal interface IFarmEventPost
{
    /// <param name="node">The node that tells it.</param>
    Task PostAsync(FarmHappening happening, string node, CancellationToken cancellationToken);
}

/// <summary>What has become of events since the node began. Read from any thread.</summary>
internal sealed class FarmEventCounts
{
    private long _sent;
    private long _dropped;
    private long _waiting;

    public long Sent => Interlocked.Read(ref _sent);

    public long Dropped => Interlocked.Read(ref _dropped);

    public long Waiting => Interlocked.Read(ref _waiting);

    public void OnSent() => Interlocked.Increment(ref _sent);

    public void OnDropped() => Interlocked.Increment(ref _dropped);

    public void OnWaiting(int count) => Interlocked.Exchange(ref _waiting, count);
}
