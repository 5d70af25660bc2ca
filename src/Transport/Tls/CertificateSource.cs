using Microsoft.Extensions.Logging;

namespace XmppActors.Transport.Tls;

/// <summary>The node's certificate: read or made at start, and read again when its files change.</summary>
/// <remarks>Files are compared by content on a coarse timer: secrets mounted into containers change by symbolic links,
/// which a file system watcher misses. A changed certificate that cannot be used leaves the last good one in
/// place.</remarks>
internal sealed class CertificateSource : IDisposable
{
    private readonly TlsSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _certificatePath;
    private readonly string? _keyPath;
    private readonly string? _password;
    private readonly ITimer _timer;
    private ServerCertificate _current;
    private CertificateFiles _looked;
    private string? _toldFault;

    /// <exception cref="CertificateFaultException">There is none, and none can be made.</exception>
    public CertificateSource(TlsSettings settings, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        if (string.IsNullOrEmpty(settings.CertificatePath))
        {
            _certificatePath = SelfSignedCertificate.CertificatePath(settings.SelfSignedDirectory);
            _keyPath = SelfSignedCertificate.KeyPath(settings.SelfSignedDirectory);
            EnsureSelfSigned();
        }
        else
        {
            _certificatePath = settings.CertificatePath;
            _keyPath = settings.KeyPath;
            _password = settings.KeyPassword;
        }

        _looked = CertificateFiles.Read(_certificatePath, _keyPath);
        _current = _looked.Load(_password);
        _logger.CertificateLoaded(_current.Leaf.Subject, _certificatePath, _current.Leaf.NotAfter);
        Examine(_current);
        _timer = time.CreateTimer(
            static source => ((CertificateSource)source!).Look(), this, settings.ReloadInterval, settings.ReloadInterval);
    }

    /// <summary>For the next handshake.</summary>
    public ServerCertificate Current => Volatile.Read(ref _current);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_timer) // A look that overtakes the last one waits for it.
        {
            try
            {
                var files = CertificateFiles.Read(_certificatePath, _keyPath);
                if (files.HasSameContent(_looked))
                    return;
                _looked = files;
                var certificate = files.Load(_password);
                Volatile.Write(ref _current, certificate); // The old one lives on in the connections that it serves.
                _toldFault = null;
                _logger.CertificateReloaded(certificate.Leaf.Subject, _certificatePath, certificate.Leaf.NotAfter);
                Examine(certificate);
            }
            catch (CertificateFaultException fault) when (fault.Message == _toldFault)
            {
                // Told once; it need not be told at every look.
            }
            catch (CertificateFaultException fault)
            {
                _toldFault = fault.Message;
                _logger.CertificateNotReloaded(fault.Message);
            }
        }
    }

    private void EnsureSelfSigned()
    {
        if (File.Exists(_certificatePath))
        {
            using var kept = CertificateFiles.Read(_certificatePath, _keyPath).Load(password: null).Leaf;
            if (SelfSignedCertificate.IsFitting(kept, _settings.Domains, _time.GetUtcNow()))
                return;
        }
        SelfSignedCertificate.Make(_settings.SelfSignedDirectory, _settings.Domains, _time.GetUtcNow());
        _logger.SelfSignedMade(_certificatePath);
    }

    private void Examine(ServerCertificate certificate)
    {
        var now = _time.GetUtcNow();
        var leaf = certificate.Leaf;
        if (leaf.NotBefore > now || leaf.NotAfter < now)
            _logger.CertificateNotValidNow(_certificatePath, leaf.NotBefore, leaf.NotAfter);
        foreach (string domain in _settings.Domains)
        {
            if (!SelfSignedCertificate.Names(leaf, domain))
                _logger.CertificateLacksDomain(_certificatePath, domain);
        }
    }
}
