namespace XmppActors.Actors.Components.Instances;

/// <summary>How it is known what a component has read, how much it may owe, and what becomes of that when it is lost.</summary>
internal sealed record LedgerSettings
{
    public static LedgerSettings Default { get; } = new();

    public AcknowledgedBy Acknowledge { get; init; }

    /// <summary>Most stanzas written and not acknowledged; what is beyond waits. 1 to 65536.</summary>
    public int Window { get; init; } = 1024;

    /// <summary>Most bytes of them; one stanza may always be written. 1 KiB to 64 MiB.</summary>
    public int WindowBytes { get; init; } = 1024 * 1024;

    /// <summary>Most stanzas that wait for room in the window; beyond, <c>resource-constraint</c>. 0 to 1000000.</summary>
    public int Queue { get; init; } = 16 * 1024;

    /// <summary>Most bytes of them. 0 to 1 GiB.</summary>
    public int QueueBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>After how many stanzas a ping asks whether they were read, unless one is under way. 1 to 65536.</summary>
    public int PingAfter { get; init; } = 64;

    /// <summary>How long the first of fewer waits for its ping. 1 ms to 10 s.</summary>
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a component that gets nothing is left in peace. 1 s to 10 min.</summary>
    public TimeSpan IdlePing { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What becomes of messages that were written and not acknowledged when their instance is lost.</summary>
    public OnLoss LostMessages { get; init; }

    /// <summary>… of presence.</summary>
    public OnLoss LostPresence { get; init; }

    /// <summary>… of iqs.</summary>
    public OnLoss LostIqs { get; init; }

    /// <summary>Oldest stanza that is routed again; older ones are answered with <c>remote-server-timeout</c>. 1 s to 1 h.</summary>
    public TimeSpan ReplayAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most stanzas that are routed again after a loss, the oldest first; those beyond are answered likewise. 0 to 1000000.</summary>
    public int Replay { get; init; } = 32 * 1024;

    /// <summary>Most bytes of them. 0 to 1 GiB.</summary>
    public int ReplayBytes { get; init; } = 32 * 1024 * 1024;
}

/// <summary>What shows that a component has read a stanza.</summary>
internal enum AcknowledgedBy
{
    /// <summary>XEP-0198 where the component has it; else its answer to a ping; that it was written, where it answers none.</summary>
    Auto,

    /// <summary>Its answer to a ping, or XEP-0198, however long it takes.</summary>
    Ping,

    /// <summary>That it was written to the connection: what the component had not read when it is lost is lost.</summary>
    Written,
}

/// <summary>What becomes of a stanza of which nobody knows whether the lost instance has read it.</summary>
internal enum OnLoss
{
    /// <summary>It goes to another instance, marked.</summary>
    Replay,

    /// <summary>Its sender gets an error and decides.</summary>
    Bounce,

    /// <summary>It waits, within the bounds of what is held, until another instance joins; then it goes there, marked.</summary>
    Hold,
}
