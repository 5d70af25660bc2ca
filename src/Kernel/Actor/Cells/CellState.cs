namespace XmppActors.Kernel.Actor;

/// <summary>The bits of a cell's state. They change only while <see cref="Locked"/> is held.</summary>
internal static class CellState
{
    /// <summary>Somebody changes the mailbox right now; held for a few instructions.</summary>
    internal const int Locked = 1;

    /// <summary>A turn is queued or running. Who sets it queues the turn; only the turn clears it.</summary>
    internal const int Scheduled = 1 << 1;

    /// <summary>The mailbox is not read, only system messages are handled.</summary>
    internal const int Suspended = 1 << 2;

    /// <summary>The actor has ended; nothing is taken any more.</summary>
    internal const int Closed = 1 << 3;

    /// <summary>The first instance was asked for; done in the first turn.</summary>
    internal const int Created = 1 << 4;

    /// <summary>The mailbox has a bound, kept in the extras.</summary>
    internal const int Bounded = 1 << 5;

    /// <summary>A sharded entity is passivating or ending: what comes through its region waits for its next incarnation.</summary>
    internal const int Diverted = 1 << 6;

    /// <summary>A message came through the region since the latest look for idle entities.</summary>
    internal const int Touched = 1 << 7;

    /// <summary>The latest look for idle entities found this one untouched; the next that does passivates it.</summary>
    internal const int Idle = 1 << 10;

    /// <summary>The parent has asked this child to stop.</summary>
    internal const int Dying = 1 << 8;

    /// <summary>The event stream has, or had, it as a subscriber.</summary>
    internal const int Subscribed = 1 << 9;

    /// <summary>Other nodes may know it by its number.</summary>
    internal const int Exported = 1 << 11;

    /// <summary>An entity of a node of a cluster: it handles messages only while the node may act.</summary>
    internal const int Leased = 1 << 12;

    /// <summary>With any of these a message cannot simply be put into the empty mailbox of a sleeping actor.</summary>
    internal const int NotIdle = Locked | Scheduled | Suspended | Closed | Bounded | Diverted;
}
