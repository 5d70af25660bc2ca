namespace XmppActors.Kernel.Cluster;

public enum MemberStatus
{
    /// <summary>Waits until every member knows of it.</summary>
    Joining = 0,
    Up = 1,

    /// <summary>Hands over what it has.</summary>
    Leaving = 2,
    Exiting = 3,

    /// <summary>Was told to stop.</summary>
    Down = 4,
    Removed = 5,
}
