namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>An entity tells this to its parent when it wants to end for now.</summary>
/// <remarks>
/// The stop message comes back to it behind all that reached it through the region before. What comes through the region later waits,
/// in order, and goes to the next incarnation, which is started when this one has ended.
/// </remarks>
public sealed class Passivate(object stopMessage)
{
    public object StopMessage { get; } = stopMessage;
}
