namespace XmppActors.Actors.Components.Instances;

/// <summary>How much one node holds for one farm, until an instance is there.</summary>
internal sealed record HoldSettings
{
    public static HoldSettings Default { get; } = new();

    /// <summary>Longest that a stanza is held; then <c>remote-server-timeout</c>. 100 ms to 1 h.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most stanzas; one more is answered with <c>remote-server-timeout</c>. 1 to 1000000.</summary>
    public int Stanzas { get; init; } = 1000;

    /// <summary>Most bytes of them, likewise. 1 KiB to 1 GiB.</summary>
    public int Bytes { get; init; } = 4 * 1024 * 1024;
}
