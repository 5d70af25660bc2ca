using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>Makes connections of sockets: as they are, or with TLS, by certificates of both sides.</summary>
internal static class MeshSecurity
{
    internal static Task<MeshConnection> DialledAsync(Socket socket, MeshTls? tls, string other, CancellationToken cancellation) =>
        SecureAsync(socket, tls, other, stream => stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "", // Nodes are known by their certificate and the secret, not by name.
                ClientCertificateContext = SslStreamCertificateContext.Create(tls!.Certificate, tls.Authorities, offline: true),
                RemoteCertificateValidationCallback = (_, certificate, sent, _) => IsTrusted(tls, certificate, sent),
            },
            cancellation));

    internal static Task<MeshConnection> AcceptedAsync(Socket socket, MeshTls? tls, string other, CancellationToken cancellation) =>
        SecureAsync(socket, tls, other, stream => stream.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(tls!.Certificate, tls.Authorities, offline: true),
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, certificate, sent, _) => IsTrusted(tls, certificate, sent),
            },
            cancellation));

    private static async Task<MeshConnection> SecureAsync(Socket socket, MeshTls? tls, string other, Func<SslStream, Task> authenticate)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (tls is null) return new MeshConnection(plain, socket, other);
        var stream = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await authenticate(stream);
            return new MeshConnection(stream, socket, other);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static bool IsTrusted(MeshTls tls, X509Certificate? presented, X509Chain? sent)
    {
        if (presented is null) return false;
        using var certificate = X509CertificateLoader.LoadCertificate(presented.GetRawCertData());
        if (tls.Pinned.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256))) return true;
        if (tls.Authorities.Count == 0) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(tls.Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // Who is not to belong any more is kept out by another secret.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (sent is not null) chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(certificate);
    }
}
