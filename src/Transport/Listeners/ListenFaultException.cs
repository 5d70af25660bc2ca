namespace XmppActors.Transport.Listeners;

/// <summary>An address cannot be listened on; the message is one sentence for the operator.</summary>
public sealed class ListenFaultException : Exception
{
    public ListenFaultException()
    {
    }

    public ListenFaultException(string message)
        : base(message)
    {
    }

    public ListenFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
