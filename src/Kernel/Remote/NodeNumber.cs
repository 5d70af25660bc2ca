using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Remote;

/// <summary>The incarnation of a node within the numbers of its actors: bits 32 to 62 of each. So a reference names one incarnation.</summary>
internal static class NodeNumber
{
    internal static long BaseOf(UniqueAddress node) => (node.Incarnation & 0x7fff_ffff) << 32;

    internal static int Of(UniqueAddress node) => (int)(node.Incarnation & 0x7fff_ffff);

    internal static int OfActor(long uid) => (int)(uid >> 32);
}
