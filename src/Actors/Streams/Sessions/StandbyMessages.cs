using XmppActors.Actors.Accounts;
using XmppActors.Actors.Serialization;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams.Sessions;

/// <summary>A stream tells the standby of its session what has changed; one at a time, answered by <see cref="StandbyConfirmed"/>.</summary>
/// <param name="Sequence">Counts the updates of the stream.</param>
/// <param name="Whole">The session from its beginning; null: the standby has it, and what follows is what has changed.</param>
/// <param name="Added">Sent to the client, or held for it, since the last update.</param>
/// <param name="Resource">Null: as it was.</param>
internal sealed record StandbyUpdate(
    uint Sequence,
    SessionState? Whole,
    IReadOnlyList<Stanza> Added,
    uint Handled,
    uint Number,
    uint Acknowledged,
    ResourceState? Resource) : IClusterMessage;

/// <summary>The standby has all that it was told up to this update.</summary>
/// <param name="IsUnknown">It has nothing: it needs the whole session.</param>
internal sealed record StandbyConfirmed(uint Sequence, bool IsUnknown) : IClusterMessage;

/// <summary>The sender's session needs no standby any more, or has another.</summary>
internal sealed class StandbyEnd : IClusterMessage
{
    public static readonly StandbyEnd Instance = new();
}
