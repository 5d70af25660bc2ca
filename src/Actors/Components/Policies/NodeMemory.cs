namespace XmppActors.Actors.Components.Policies;

/// <summary>What a node remembers of its choices for one farm.</summary>
internal sealed class NodeMemory
{
    private ulong _turn;
    private long _second;

    /// <summary>Which instance has had which key lately.</summary>
    public KeptKeys Keys { get; } = new();

    /// <summary>What the instances have to do.</summary>
    public InstanceLoads Loads { get; } = new();

    /// <summary>The node's coarse clock: seconds since it began to watch farms.</summary>
    public long Second => Volatile.Read(ref _second);

    /// <summary>Another second is over.</summary>
    public void Tick() => Interlocked.Increment(ref _second);

    /// <summary>Counts the choices that take turns.</summary>
    public ulong TakeTurn() => Interlocked.Increment(ref _turn) - 1;
}
