using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using XmppActors.Transport.Sasl;

namespace XmppActors.Transport.Tls;

/// <summary>A certificate ready to be served: with its key, its chain, and what is computed from it once.</summary>
internal sealed class ServerCertificate
{
    /// <param name="leaf">With its private key.</param>
    /// <param name="chain">What is sent beside the leaf; nothing is fetched from the network.</param>
    public ServerCertificate(X509Certificate2 leaf, X509Certificate2Collection chain)
    {
        Leaf = leaf;
        Context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
        TlsServerEndPoint = ChannelBinding.TlsServerEndPoint(leaf)?.Data ?? default;
    }

    public X509Certificate2 Leaf { get; }

    /// <summary>The same object for all handshakes: session resumption hangs on it.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>Channel binding (RFC 5929 §4.1); empty where it is not defined for this certificate.</summary>
    public ReadOnlyMemory<byte> TlsServerEndPoint { get; }
}
