namespace XmppActors.Actors.Components.Availability;

/// <summary>What the operator says of how a farm is seen.</summary>
internal sealed record AvailabilitySettings
{
    public static AvailabilitySettings Default { get; } = new();

    /// <summary>Who answers for the presence of the component's bare domain.</summary>
    public PresenceSource Presence { get; init; }

    /// <summary>Who may see the farm's health: by presence of its domain, and by its pubsub node. Null: everybody where
    /// <see cref="Presence"/> is the router's, else nobody.</summary>
    public WatcherList? Watchers { get; init; }

    /// <summary>Who of those also sees the presence of each instance.</summary>
    public WatcherList InstanceWatchers { get; init; } = WatcherList.Nobody;

    /// <summary>The farm is in no list that a client can ask for; who knows its address may use it.</summary>
    public bool IsHidden { get; init; }

    /// <summary><see cref="Watchers"/>, or their default.</summary>
    public WatcherList WatchersOrDefault =>
        Watchers ?? (Presence == PresenceSource.Router ? WatcherList.Everybody : WatcherList.Nobody);
}

/// <summary>Who answers for the presence of a component's bare domain.</summary>
internal enum PresenceSource
{
    /// <summary>The component: presence is routed to an instance as anything else is.</summary>
    Component = 0,

    /// <summary>The router, from the health of the farm.</summary>
    Router = 1,
}
