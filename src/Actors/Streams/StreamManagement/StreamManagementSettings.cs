namespace XmppActors.Actors.Streams.StreamManagement;

/// <summary>Bounds of XEP-0198 on client streams.</summary>
internal sealed record StreamManagementSettings
{
    /// <summary>Longest time a session without a connection is kept; a client may ask for less. Zero: sessions cannot
    /// be resumed.</summary>
    public TimeSpan ResumeTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Most stanzas held unacknowledged; one more ends the session.</summary>
    public int MaxUnackedStanzas { get; init; } = 5000;

    /// <summary>Most bytes held unacknowledged; one more stanza ends the session.</summary>
    public long MaxUnackedBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>An acknowledgement is asked for after so many stanzas …</summary>
    public int RequestAfterStanzas { get; init; } = 16;

    /// <summary>… or so long after the first stanza nobody asked about.</summary>
    public TimeSpan RequestAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A request unanswered for so long means that the connection is dead: the session goes on without
    /// it.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
