namespace XmppActors.Kernel.Actor { internal static class Room { } }
namespace XmppActors.Kernel.Event { internal static class Room { } }
namespace XmppActors.Kernel.Cluster.Sharding { internal static class Room { } }
