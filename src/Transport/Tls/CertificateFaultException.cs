namespace XmppActors.Transport.Tls;

/// <summary>The configured certificate cannot be used; the message is one sentence for the operator, with the file's
/// name.</summary>
public sealed class CertificateFaultException : Exception
{
    public CertificateFaultException()
    {
    }

    public CertificateFaultException(string message)
        : base(message)
    {
    }

    public CertificateFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
