using System.Net;
using System.Net.Sockets;
using System.Text;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster;

/// <summary>The mesh over TCP as a setup wants it.</summary>
internal static class ClusterMesh
{
    /// <exception cref="ClusterJoinException">It cannot listen, or must not.</exception>
    internal static TcpMesh Bind(
        ClusterSetup setup,
        UniqueAddress self,
        TimeProvider time,
        Func<bool> mayAct,
        Func<ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>> onQuestion,
        Action<LogLevel, string> log)
    {
        var bind = AddressOf(setup);
        if (string.IsNullOrEmpty(setup.Secret) && !IPAddress.IsLoopback(bind))
        {
            throw new ClusterJoinException($"The cluster {setup.Name} has no secret, and this node would listen for the others on {bind}: "
                + "configure a secret, or let it listen on loopback only.");
        }

        var settings = new MeshSettings
        {
            ClusterName = setup.Name,
            Secret = Encoding.UTF8.GetBytes(setup.Secret ?? ""),
            Bind = bind,
            BindPort = setup.BindPort,
            Tls = setup.Tls is { } tls ? new MeshTls { Certificate = tls.Certificate, Authorities = tls.Authorities } : null,
            MayAct = mayAct,
            OnQuestion = onQuestion,
            Log = log,
            Time = time,
        };
        try
        {
            return TcpMesh.Bind(self, settings);
        }
        catch (SocketException failure)
        {
            throw new ClusterJoinException($"This node cannot listen for the others on {bind}, port {setup.BindPort ?? setup.Port}: {failure.Message}.");
        }
    }

    /// <summary>Splits <c>host:port</c>, with brackets around a host that has colons.</summary>
    /// <returns>False: it is none.</returns>
    internal static bool TryParse(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        host = colon < 0 ? "" : text[..colon].Trim('[', ']');
        port = 0;
        return host.Length > 0 && int.TryParse(text.AsSpan(colon + 1), out port) && port is > 0 and <= ushort.MaxValue;
    }

    private static IPAddress AddressOf(ClusterSetup setup)
    {
        if (setup.BindAddress is { } given)
        {
            return IPAddress.TryParse(given, out var bind) ? bind
                : throw new ClusterJoinException($"\"{given}\" is no IP address to listen on for the other nodes.");
        }

        if (IPAddress.TryParse(setup.Host, out var host)) return host;
        if (setup.Host == "localhost") return IPAddress.Loopback;
        return Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
    }
}
