using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace XmppActors.Transport.Tls;

/// <summary>The files of a certificate, read together. Equal bytes are an equal certificate.</summary>
internal sealed class CertificateFiles
{
    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly byte[] _certificate;
    private readonly byte[] _key;

    private CertificateFiles(string certificatePath, byte[] certificate, string keyPath, byte[] key)
    {
        _certificatePath = certificatePath;
        _certificate = certificate;
        _keyPath = keyPath;
        _key = key;
    }

    /// <exception cref="CertificateFaultException">A file is missing or cannot be read.</exception>
    public static CertificateFiles Read(string certificatePath, string? keyPath)
    {
        byte[] certificate = ReadFile(certificatePath);
        return string.IsNullOrEmpty(keyPath) || keyPath == certificatePath
            ? new CertificateFiles(certificatePath, certificate, certificatePath, certificate)
            : new CertificateFiles(certificatePath, certificate, keyPath, ReadFile(keyPath));
    }

    public bool HasSameContent(CertificateFiles other) =>
        _certificate.AsSpan().SequenceEqual(other._certificate) && _key.AsSpan().SequenceEqual(other._key);

    /// <exception cref="CertificateFaultException">The files hold no usable certificate with its key.</exception>
    public ServerCertificate Load(string? password)
    {
        try
        {
            return IsPem(_certificate) ? LoadPem(password) : LoadPkcs12(password);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            string files = _keyPath == _certificatePath ? _certificatePath : $"{_certificatePath} and {_keyPath}";
            throw new CertificateFaultException(
                $"{files} cannot be used as certificate and key: {exception.Message}", exception);
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CertificateFaultException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static bool IsPem(byte[] content) => content.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    private ServerCertificate LoadPem(string? password)
    {
        string certificates = Encoding.UTF8.GetString(_certificate);
        string key = Encoding.UTF8.GetString(_key);
        var leaf = string.IsNullOrEmpty(password)
            ? X509Certificate2.CreateFromPem(certificates, key)
            : X509Certificate2.CreateFromEncryptedPem(certificates, key, password);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificates);
        return new ServerCertificate(leaf, WithoutLeaf(chain, leaf));
    }

    private ServerCertificate LoadPkcs12(string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(_certificate, password);
        var leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("no certificate in it has a private key.");
        return new ServerCertificate(leaf, WithoutLeaf(all, leaf));
    }

    private static X509Certificate2Collection WithoutLeaf(X509Certificate2Collection all, X509Certificate2 leaf) =>
        [.. all.Where(certificate => !certificate.RawDataMemory.Span.SequenceEqual(leaf.RawDataMemory.Span))];
}
