using System.Globalization;
using System.Runtime.InteropServices;

namespace XmppActors.Actors.Components.Availability;

/// <summary>What a farm as a whole can do. Crosses nodes and is stored: append only.</summary>
internal enum FarmCondition
{
    /// <summary>No instance takes stanzas, or none is known to answer.</summary>
    Unavailable = 0,

    /// <summary>Only instances that are being emptied are left.</summary>
    Draining = 1,

    /// <summary>No instance is ready, but a degraded one is there.</summary>
    Degraded = 2,

    /// <summary>At least one instance is ready.</summary>
    Ready = 3,
}

/// <summary>The health of a whole farm, counted from what its instances are.</summary>
/// <param name="Ready">Instances that are ready.</param>
/// <param name="Degraded">Instances that are degraded.</param>
/// <param name="Draining">Instances that are being emptied.</param>
/// <param name="Suspect">Instances that do not answer.</param>
/// <param name="Total">All instances, those that are joining or about to go included.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FarmHealth(int Ready, int Degraded, int Draining, int Suspect, int Total)
{
    /// <summary>The health that the farm's entity has published.</summary>
    public static FarmHealth Of(FarmSnapshot snapshot)
    {
        var health = default(FarmHealth);
        foreach (var instance in snapshot.Instances)
            health = health.With(instance.State);
        return health;
    }

    public FarmCondition Condition => this switch
    {
        { Ready: > 0 } => FarmCondition.Ready,
        { Degraded: > 0 } => FarmCondition.Degraded,
        { Draining: > 0 } => FarmCondition.Draining,
        _ => FarmCondition.Unavailable,
    };

    /// <summary>In plain words, for people: <c>2 of 3 instances ready</c>.</summary>
    public string Text => this switch
    {
        { Total: 0 } => "no instance connected",
        { Ready: > 0 } => Count(Ready, "ready"),
        { Degraded: > 0 } => Count(Degraded, "degraded, none ready"),
        { Draining: > 0 } => Count(Draining, "draining, none ready"),
        { Suspect: > 0 } => Count(Suspect, "not answering"),
        _ => Count(0, "ready"),
    };

    /// <summary>The same with one instance more.</summary>
    public FarmHealth With(InstanceState state)
    {
        var more = this with { Total = Total + 1 };
        return state switch
        {
            InstanceState.Ready => more with { Ready = Ready + 1 },
            InstanceState.Degraded => more with { Degraded = Degraded + 1 },
            InstanceState.Draining => more with { Draining = Draining + 1 },
            InstanceState.Suspect => more with { Suspect = Suspect + 1 },
            _ => more,
        };
    }

    private string Count(int count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} of {Total} {(Total == 1 ? "instance" : "instances")} {what}");
}
