namespace XmppActors.Actors.Storage;

/// <summary>
/// The storage as configured cannot be used; the message is one sentence for the operator: what, where, and the mend.
/// </summary>
internal sealed class StorageConfigurationException : Exception
{
    public StorageConfigurationException(string message)
        : base(message)
    {
    }

    public StorageConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
