using System.Runtime.InteropServices;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Health;

/// <summary>What a farm thinks of one instance. All times are on the farm's own clock, which only goes forward.</summary>
internal sealed record InstanceHealth
{
    public required InstanceState State { get; init; }

    /// <summary>Why it is in its state, for the operator. Empty: because nothing speaks against it.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What its stream has measured last.</summary>
    public InstanceFacts Facts { get; init; }

    /// <summary>When that was; with nothing outstanding its stream may be silent since.</summary>
    public TimeSpan ReportedAt { get; init; }

    /// <summary>Its answers of late.</summary>
    public ErrorWindow Answers { get; init; } = ErrorWindow.Empty;

    public Breaker Breaker { get; init; }

    /// <summary>When the breaker's position changes by itself.</summary>
    public TimeSpan BreakerUntil { get; init; }

    /// <summary>How often it has fallen, each time soon after the last.</summary>
    public int Falls { get; init; }

    /// <summary>When it had its whole weight again, or will have, after its last fall; null: it has not fallen.</summary>
    public TimeSpan? CalmFrom { get; init; }

    /// <summary>When its weight begins to grow to the whole; null: it has all of it.</summary>
    public TimeSpan? GrowsFrom { get; init; }

    /// <summary>The deadline of its drain; null: nobody wants it empty.</summary>
    public TimeSpan? DrainBy { get; init; }

    /// <summary>When its drain began.</summary>
    public TimeSpan DrainedAt { get; init; }

    /// <summary>For how long it has to be quiet, while it is drained, to count as empty.</summary>
    public TimeSpan DrainQuiet { get; init; }

    /// <summary>How its link is to end; null: it stays.</summary>
    public LinkEnd? End { get; init; }

    /// <summary>It can be given stanzas.</summary>
    public bool IsUsable => State is InstanceState.Ready or InstanceState.Degraded;
}

/// <summary>The circuit breaker of one instance.</summary>
internal enum Breaker
{
    Closed,

    /// <summary>Too many errors: it gets nothing for a while.</summary>
    Open,

    /// <summary>A small share shows whether it is well again.</summary>
    HalfOpen,
}

/// <summary>How a link is to be closed.</summary>
/// <param name="Condition">Null: without stream error.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LinkEnd(string Because, StreamErrorCondition? Condition);
