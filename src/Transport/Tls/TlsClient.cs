using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;

namespace XmppActors.Transport.Tls;

/// <summary>The initiating entity's side of TLS handshakes with one host: 1.2 and 1.3 (RFC 9325 §3.1.1).</summary>
/// <param name="host">As dialled.</param>
internal sealed class TlsClient(string host, DialTlsSettings settings)
{
    /// <summary>Shakes hands over <paramref name="transport"/>, which the stream returned owns. There is no time limit here: abort the
    /// transport.</summary>
    /// <exception cref="AuthenticationException">The certificate will not do, or the other side broke the rules; the message says
    /// which.</exception>
    /// <exception cref="CertificateFaultException">The authorities cannot be read.</exception>
    public async Task<(SslStream Stream, TlsInfo Info)> AuthenticateAsync(TransportStream transport)
    {
        string name = string.IsNullOrEmpty(settings.Name) ? host : settings.Name;
        string? fault = null;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = (_, _, chain, errors) =>
            {
                if (settings.VerifiesCertificate)
                    fault = FaultOf(errors, chain, name);
                return fault is null;
            },
        };
        var stream = new SslStream(transport, leaveInnerStreamOpen: false);
        try
        {
            transport.ReadsInOwnTurn = true; // Milliseconds of arithmetic.
            await stream.AuthenticateAsClientAsync(options);
            transport.ReadsInOwnTurn = false;
            return (stream, new TlsInfo { Protocol = stream.SslProtocol, CipherSuite = stream.NegotiatedCipherSuite, ServerName = name });
        }
        catch (AuthenticationException exception) when (fault is not null)
        {
            await stream.DisposeAsync();
            throw new AuthenticationException(fault, exception);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static string? FaultOf(SslPolicyErrors errors, X509Chain? chain, string name)
    {
        if (errors == SslPolicyErrors.None)
            return null;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "it shows no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"its certificate is not for {name}";
        var reasons = chain?.ChainStatus.Select(status => status.Status.ToString()) ?? [];
        return $"its certificate is not trusted: {string.Join(", ", reasons)}";
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true, // A handshake fetches nothing that its peer names.
        };
        if (string.IsNullOrEmpty(settings.AuthoritiesPath))
            return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(AuthorityFile.Read(settings.AuthoritiesPath));
        return policy;
    }
}
