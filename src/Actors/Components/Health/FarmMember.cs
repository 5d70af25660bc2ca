namespace XmppActors.Actors.Components.Health;

/// <summary>One instance as its farm's entity knows it.</summary>
/// <param name="Instance">As it joined; state and weights are those that were decided last.</param>
internal sealed record FarmMember(FarmInstance Instance, InstanceHealth Health)
{
    public string Id => Instance.Id;

    /// <summary>The weight that it came with; the operator may have set another.</summary>
    public required int OwnWeight { get; init; }

    /// <summary>When it came into its state.</summary>
    public required DateTimeOffset StateSince { get; init; }

    /// <summary>Times that its share went to others.</summary>
    public int Failovers { get; init; }

    /// <summary>It is in use, not a spare: see <see cref="SpareRules"/>.</summary>
    public bool IsActive { get; init; }

    /// <summary>The deadline of its drain, as the operator gave it.</summary>
    public DateTimeOffset? DrainUntil { get; init; }
}
