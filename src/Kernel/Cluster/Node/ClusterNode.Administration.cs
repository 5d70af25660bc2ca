using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>What operators ask of the node.</summary>
internal sealed partial class ClusterNode
{
    private volatile bool _isEnding;
    private volatile string? _refusal;
    private volatile bool _isStoreSilent;
    private volatile bool _isLeavingByItself;
    private bool _isToldToLeave;

    /// <summary>Hands everything over and leaves; completes as well when the node is fenced on its way.</summary>
    internal async Task LeaveAsync(CancellationToken cancellation)
    {
        if (_store is null)
        {
            await _joining.CancelAsync().ConfigureAwait(false);
            return;
        }

        _isLeavingByItself = true;
        Post(new LeaveRequested());
        await _ended.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends the node with its system. One that is a member still is as one that was fenced.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isEnding)
        {
            _isEnding = true;
            await _joining.CancelAsync().ConfigureAwait(false);
            Post(new SystemEnds());
        }

        await _ended.Task.ConfigureAwait(false);
    }

    internal bool Leave(string address)
    {
        if (Find(address) is not { } member) return false;
        Post(member.Equals(Self) ? new LeaveRequested() : new MemberLeaveRequested(member));
        return true;
    }

    internal bool Down(string address)
    {
        if (Find(address) is not { } member || member.Equals(Self)) return false;
        Post(new DownRequested(member));
        return true;
    }

    internal ClusterReport Report() => ClusterReports.Of(this, _setup, _home?.Text ?? _setup.Store, _decisions.Read(), _hasBegunToJoin, Trouble);

    private string? Trouble => _refusal ?? _troubles.Current ?? (_isStoreSilent ? "the store does not answer" : null);

    private UniqueAddress? Find(string address)
    {
        foreach (var member in _state.Members.Members)
        {
            if (member.Address.Text == address || $"{member.Address.Host}:{member.Address.Port}" == address) return member.Address;
        }

        return null;
    }

    private void NoteStore(ClusterState state)
    {
        var isSilent = Now - (state.ContactAt > Moment.Past ? state.ContactAt : _begunAt) > 2 * state.Settings.KeepAliveInterval;
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

    private void NoteLeaving(ClusterState state)
    {
        if (_isToldToLeave || state.Me is not { Status: Core.MemberStatus.Leaving }) return;
        _isToldToLeave = true;
        if (!_isLeavingByItself) _setup.OnToldToLeave?.Invoke();
    }

    /// <summary>For the driver alone: the core is not asked.</summary>
    private sealed record SystemEnds : CoreEvent;
}
