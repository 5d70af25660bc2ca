namespace XmppActors.Actors.Storage;

/// <summary>
/// Stamps as they are stored: UTC, to the millisecond, so that every database gives back what it was given.
/// </summary>
internal static class Stamp
{
    public static DateTimeOffset Truncate(DateTimeOffset stamp) =>
        DateTimeOffset.FromUnixTimeMilliseconds(stamp.ToUnixTimeMilliseconds());
}
