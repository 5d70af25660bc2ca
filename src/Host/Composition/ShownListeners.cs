using XmppActors.Host.Running;
using XmppActors.Host.Settings;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;

namespace XmppActors.Host.Composition;

/// <summary>What a node listens on, in the operator's words.</summary>
internal static class ShownListeners
{
    /// <summary>As configured, with the port that it really got.</summary>
    public static ShownListener Of(BoundListener bound) => new(
        NameOf(bound.Settings),
        ListenAddress.TryParse(bound.Settings.Address, out var address) ? $"{address with { Port = bound.EndPoint.Port }}" : $"{bound.EndPoint}");

    /// <summary>Where other nodes reach this one; nothing for one that is alone.</summary>
    public static IEnumerable<ShownListener> OfMesh(ClusterSettings? cluster) =>
        cluster is null ? [] : [new ShownListener("mesh", $"{cluster.Host}:{cluster.Port}")];

    private static string NameOf(ListenerSettings listener) => listener.Kind switch
    {
        ListenerKind.WebSocket => "websocket",
        ListenerKind.Component => listener.Tls == TlsMode.Direct ? "component-tls" : "component",
        _ => listener.Tls == TlsMode.Direct ? "c2s-tls" : "c2s",
    };
}
