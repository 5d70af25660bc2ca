namespace XmppActors.Actors.Components.Events;

/// <summary>Something about a farm that an operator may want to be told of. Published on the event stream of the node that has the farm's entity, and
/// nowhere else: once in a cluster.</summary>
/// <param name="Event">What, in one word of the documented ones: see docs/farms.md.</param>
/// <param name="Condition">Of the whole farm, once it has happened.</param>
/// <param name="Ready">Instances that are ready.</param>
/// <param name="Total">All instances.</param>
internal sealed record FarmHappening(string Event, string Domain, DateTimeOffset At, string Condition, int Ready, int Total)
{
    /// <summary>Tells it from all others: whoever gets it twice knows it again.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>An instance's id, or whatever else an operator called instances by.</summary>
    public string? Instance { get; init; }

    /// <summary>What it is now, and what it was before; null: nothing.</summary>
    public string? State { get; init; }

    public string? Before { get; init; }

    public string? Reason { get; init; }

    public int? Weight { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>A secret's id.</summary>
    public string? Secret { get; init; }
}
