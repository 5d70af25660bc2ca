namespace XmppActors.Actors.Components;

/// <summary>Whether an instance gets stanzas, and why not. Crosses nodes: append only.</summary>
internal enum InstanceState
{
    /// <summary>Its link is being made; it gets nothing.</summary>
    Joining = 0,

    /// <summary>It answers: it gets its share.</summary>
    Ready = 1,

    /// <summary>It answers late, or with too many errors: it gets a smaller share.</summary>
    Degraded = 2,

    /// <summary>An operator, or itself, wants it empty: no new keys.</summary>
    Draining = 3,

    /// <summary>It does not answer: it gets stanzas only while no other instance is there.</summary>
    Suspect = 4,

    /// <summary>Its link is about to be closed; it gets nothing.</summary>
    Down = 5,
}
