namespace XmppActors.Actors.Storage;

/// <summary>
/// The storage cannot do this now: unreachable, full, locked by another process, too far behind. The call had no
/// effect, unless the connection broke while the database was committing. Entities answer with
/// <c>internal-server-error</c> or keep what they hold and try again.
/// </summary>
internal sealed class StorageUnavailableException : Exception
{
    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    public StorageUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
