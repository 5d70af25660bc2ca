using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using XmppActors.Actors;
using XmppActors.Actors.Streams;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Bootstrap;

namespace XmppActors.Host.Composition;

/// <summary>What the engine is told of the cluster.</summary>
internal static class ClusterComposition
{
    /// <param name="onFenced">Told why, after all of this node has stopped acting.</param>
    /// <param name="onToldToLeave">Told when another node's operator wants this one to go.</param>
    /// <exception cref="StartFailedException">The nodes' certificates cannot be used.</exception>
    public static ClusterSetup? SetupOf(ClusterSettings? cluster, Action<string> onFenced, Action onToldToLeave) => cluster is null
        ? null
        : new ClusterSetup
        {
            Name = cluster.Name,
            Host = cluster.Host,
            Port = cluster.Port,
            BindAddress = cluster.BindAddress,
            Store = cluster.Store,
            SeedNodes = cluster.SeedNodes,
            Roles = cluster.ClientAddress is { } clients ? [.. cluster.Roles, ClientAddresses.RoleOf(clients)] : cluster.Roles,
            Lease = cluster.Lease,
            Secret = cluster.Secret,
            Tls = cluster.Tls is { } files ? TlsOf(files) : null,
            ShardTypes = Router.ShardTypes,
            Version = NextSteps.Version,
            OnFenced = onFenced,
            OnToldToLeave = onToldToLeave,
        };

    private static ClusterTls TlsOf(ClusterTlsFiles files)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(files.Authority);
            return new ClusterTls
            {
                Certificate = files.KeyPassword is { } password
                    ? X509Certificate2.CreateFromEncryptedPemFile(files.Certificate, password, files.Key)
                    : X509Certificate2.CreateFromPemFile(files.Certificate, files.Key),
                Authorities = authorities,
            };
        }
        catch (Exception trouble) when (trouble is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException($"the certificates of xmpp.cluster.tls cannot be used: {trouble.Message}", trouble);
        }
    }
}
