using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace XmppActors.Transport.Tls;

/// <summary>A file of those authorities whose certificates are trusted.</summary>
internal static class AuthorityFile
{
    /// <exception cref="CertificateFaultException">It cannot be read, or holds none.</exception>
    public static X509Certificate2Collection Read(string path)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new CertificateFaultException(
                $"{path} cannot be read as PEM certificates of authorities: {exception.Message}", exception);
        }
        if (authorities.Count == 0)
            throw new CertificateFaultException($"{path} holds no PEM certificate of an authority.");
        return authorities;
    }
}
