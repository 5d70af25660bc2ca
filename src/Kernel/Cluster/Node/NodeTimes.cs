using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>The core's times as they follow from the length of a lease.</summary>
internal static class NodeTimes
{
    /// <exception cref="ArgumentOutOfRangeException">Too short for the store to be asked twice, or too long to wait.</exception>
    internal static ClusterSettings For(TimeSpan lease)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lease, TimeSpan.FromSeconds(3));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lease, TimeSpan.FromMinutes(1));
        return new ClusterSettings { LeaseTtl = lease, LeaseMargin = lease / 20, KeepAliveInterval = lease / 4 };
    }
}
