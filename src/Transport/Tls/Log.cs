using Microsoft.Extensions.Logging;

namespace XmppActors.Transport.Tls;

/// <summary>What this room logs. Event ids 2200 to 2299.</summary>
internal static partial class Log
{
    [LoggerMessage(2200, LogLevel.Information, "Certificate of {Subject} from {Source}, valid until {NotAfter:u}")]
    public static partial void CertificateLoaded(this ILogger logger, string subject, string source, DateTime notAfter);

    [LoggerMessage(2201, LogLevel.Information,
        "New certificate of {Subject} from {Source}, valid until {NotAfter:u}: new handshakes use it")]
    public static partial void CertificateReloaded(this ILogger logger, string subject, string source, DateTime notAfter);

    [LoggerMessage(2202, LogLevel.Warning, "The changed certificate is not used, the last good one is kept: {Fault}")]
    public static partial void CertificateNotReloaded(this ILogger logger, string fault);

    [LoggerMessage(2203, LogLevel.Warning,
        "The certificate from {Source} does not name the domain {Domain}: clients that check will refuse it")]
    public static partial void CertificateLacksDomain(this ILogger logger, string source, string domain);

    [LoggerMessage(2204, LogLevel.Warning,
        "The certificate from {Source} is valid from {NotBefore:u} to {NotAfter:u}, not now: clients will refuse it")]
    public static partial void CertificateNotValidNow(
        this ILogger logger, string source, DateTime notBefore, DateTime notAfter);

    [LoggerMessage(2205, LogLevel.Warning, "No certificate is configured: made a self-signed one, kept as {Path}")]
    public static partial void SelfSignedMade(this ILogger logger, string path);
}
