namespace XmppActors.Actors.Bridge;

/// <summary>What this node knows of the other cluster: read by whoever shows it or acts on it, written by <see cref="BridgeKeeper"/>.</summary>
internal sealed class BridgeDirectory
{
    private BridgeSeen _seen = new(0, "", BridgeView.Empty);

    /// <summary>What the bridge has told last.</summary>
    public BridgeSeen Seen
    {
        get => Volatile.Read(ref _seen);
        set => Volatile.Write(ref _seen, value);
    }

    /// <summary>The members that are no bridges of ours, the oldest first; empty while the bridge is not one of them.</summary>
    public IEnumerable<BridgeMember> Others
    {
        get
        {
            var view = Seen.View;
            return view.Members.Where(member => member.Member.Uuid != view.Self && !member.Member.IsLite);
        }
    }
}
