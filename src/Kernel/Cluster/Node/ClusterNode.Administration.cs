using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>What operators ask of the node.</summary>
internal sealed partial class ClusterNode
{
    private volatile string? _trouble;
    private bool _isStoreSilent;

    /// <summary>Hands everything over and leaves; completes as well when the node is fenced on its way.</summary>
    internal Task LeaveAsync(CancellationToken cancellation)
    {
        if (_store is null)
        {
            _joining.Cancel();
            return Task.CompletedTask;
        }

        Post(new LeaveRequested());
        return _ended.Task.WaitAsync(cancellation);
    }

    internal bool Down(string address)
    {
        foreach (var member in _state.Members.Members)
        {
            var isMeant = member.Address.Text == address || $"{member.Address.Host}:{member.Address.Port}" == address;
            if (!isMeant || member.Address.Equals(Self)) continue;
            Decide($"an operator vouches that {member.Address} does not run");
            Post(new DownRequested(member.Address));
            return true;
        }

        return false;
    }

    internal ClusterReport Report() => ClusterReports.Of(this, _setup, _trouble, _decisions.Read(), _store is null && !_hasBegunToJoin);

    private void NoteStore(ClusterState state)
    {
        var isSilent = state.ContactAt > Moment.Past && Now - state.ContactAt > 2 * state.Settings.KeepAliveInterval;
        if (isSilent == _isStoreSilent) return;
        _isStoreSilent = isSilent;
        if (isSilent)
        {
            _log.Warning("The cluster's store does not answer. What runs goes on; nothing can be taken over meanwhile.");
            _decisions.Add("the store does not answer; what runs goes on");
        }
        else
        {
            _log.Info("The cluster's store answers again.");
            _decisions.Add("the store answers again");
        }
    }
}
