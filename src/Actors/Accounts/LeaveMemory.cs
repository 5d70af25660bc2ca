namespace XmppActors.Actors.Accounts;

/// <summary>
/// The last message of an account's entity: it ends when it has done what it was told before. Told by its shard, when the
/// entity has asked for it (idle) and when the shard goes to another node; then streams that are bound register with
/// its successor.
/// </summary>
internal sealed class LeaveMemory
{
    public static readonly LeaveMemory Instance = new();

    private LeaveMemory()
    {
    }
}
