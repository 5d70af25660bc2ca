using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams;

/// <content>A session under XEP-0198 has a copy on another node, its standby: nothing is settled, nothing acknowledged to the client and nothing
/// written to it before the copy says it too. What the client has, and the copy does not know, could come to it twice.</content>
internal sealed partial class BoundStream
{
    private const uint MostUntold = 64;

    private const int MostDoublings = 3;

    /// <summary>After so long another node is asked to be the standby; after twice as long the next, and so on: it may be that all are slow.</summary>
    private static readonly TimeSpan StandbyTime = TimeSpan.FromSeconds(1);

    private readonly Queue<(uint SendCount, IActorRef Reader, StanzaOrigin Origin)> _toSettle = new();
    private readonly List<Stanza> _untold = [];
    private Address? _standby; // Its node; null: there is no other.
    private Address? _lateStandby; // Did not answer in time: not chosen again while there is another.
    private int _lates;            // Standbys in a row that did not answer in time …
    private TimeSpan _silentSince; // … and since when.
    private bool _isAlone = true; // There was no other node up to now: what is here is as safe as can be.
    private bool _isStandbyNew;
    private bool _isUpdating;
    private uint _updates;
    private (uint SendCount, uint Number) _told;
    private (uint SendCount, uint Number) _confirmed;
    private uint _confirmable; // What the standby has, or need not have: it may be written.
    private uint _written;     // What has been written, in the same count.
    private Accounts.ResourceState? _toldResource;

    /// <summary>The number up to which all are settled, and the standby knows it.</summary>
    private uint ConfirmedNumber => _standby is null ? _read.Prefix : _confirmed.Number;

    /// <summary>A stanza was taken that the standby must know before it is settled.</summary>
    private void SettleWhenTold(IActorRef reader, StanzaOrigin origin)
    {
        if (_management is null || !HasStandby())
        {
            reader.Settle(origin);
            return;
        }

        _toSettle.Enqueue((_management.Unacked.SendCount, reader, origin));
        UpdateStandby();
    }

    /// <summary>A stanza is held for the client.</summary>
    private void TellStandby(Stanza stanza)
    {
        if (HasStandby() && !_isStandbyNew) _untold.Add(stanza);
        UpdateStandby();
    }

    /// <summary>Finds one when there is none yet.</summary>
    private bool HasStandby()
    {
        if (_standby is not null) return true;
        if (_management is null || _kept is null) return false;
        _isAlone |= services.Cluster.Others.IsEmpty;
        if (services.Cluster.Others.IsEmpty) return false;
        if (_isAlone) (_confirmed, _confirmable) = ((_management.Unacked.SendCount, _read.Prefix), _management.Unacked.SendCount);
        _standby = StandbyChoice.Choose(services.Cluster.Others, _lateStandby, _address.Value);
        (_isAlone, _isStandbyNew, _isUpdating) = (false, true, false);
        _read.GiveName();
        _untold.Clear();
        return true;
    }

    private void UpdateStandby()
    {
        if (_isUpdating || _isEnded || _successor is not null || !HasStandby() || !HasNews) return;
        var unacked = _management!.Unacked;
        var whole = _isStandbyNew ? StateOfSession(_read.Prefix) : null;
        var acknowledged = unchecked(unacked.SendCount - (uint)unacked.Count);
        var resource = ReferenceEquals(_toldResource, _kept) ? null : _kept;
        StandbyActor.Tell(
            new StandbyUpdate(++_updates, whole, whole is null ? [.. _untold] : [], HandledAt(_read.Prefix), _read.Prefix, acknowledged, resource), Self);
        _untold.Clear();
        _told = (unacked.SendCount, _read.Prefix);
        _toldResource = _kept;
        (_isStandbyNew, _isUpdating) = (false, true);
        Timers.StartSingleTimer(StandbyLate.Instance, StandbyLate.Instance, StandbyTime * (1 << Math.Min(_lates, MostDoublings)));
    }

    /// <summary>How far the client's stanzas are handled it needs to know only now and then, and when the client asks.</summary>
    private bool HasNews => _isStandbyNew || _untold.Count > 0 || !ReferenceEquals(_toldResource, _kept)
        || (_told.Number != _read.Prefix && (_owedAnswers is not null || _sink is null || unchecked(_read.Prefix - _told.Number) >= MostUntold));

    private ActorSelection StandbyActor => Context.ActorSelection($"{_standby}/user/{SessionStandby.Name}");

    private void OnStandbyConfirmed(StandbyConfirmed confirmed)
    {
        if (!_isUpdating || confirmed.Sequence != _updates) return;
        _isUpdating = false;
        Timers.Cancel(StandbyLate.Instance);
        if (confirmed.IsUnknown)
        {
            _isStandbyNew = true;
        }
        else
        {
            _lateStandby = null;
            _lates = 0;
            _confirmed = _told;
            _confirmable = _told.SendCount;
            TellEnabled();
            SettleTold();
            WriteWhatStandbyHas();
        }

        UpdateStandby();
    }

    private void SettleTold()
    {
        while (_toSettle.TryPeek(out var next) && (_standby is null || unchecked((int)(next.SendCount - _confirmed.SendCount)) <= 0))
        {
            _toSettle.Dequeue();
            next.Reader.Settle(next.Origin);
        }

        Processed(ConfirmRead());
    }

    /// <summary>Nobody has answered for so long that the others would have given this node up, if it were cut off: it is they who are lost.</summary>
    private bool IsUnguarded => _lates > 0 && Context.System.Scheduler.MonotonicClock - _silentSince >= services.Settings.Lease;

    private void WriteWhatStandbyHas()
    {
        if (_sink is null || _owesEnabled) return;
        var unacked = _management!.Unacked;
        var until = _standby is null || IsUnguarded ? unacked.SendCount : _confirmable;
        var acknowledged = unchecked(unacked.SendCount - (uint)unacked.Count);
        for (; unchecked((int)(until - _written)) > 0 && _sink is not null; _written++)
        {
            _sink.Connection.Write(unacked[(int)unchecked(_written - acknowledged)]);
            Perform(_management.Sent());
        }
    }

    /// <summary>The standby does not answer: another gets all of the session, or it is asked again. Meanwhile the client waits: if it is this
    /// node that is cut off, what the client gets now nobody will know of who goes on with the session.</summary>
    private void OnStandbyLate()
    {
        if (_standby is null || !_isUpdating) return;
        if (_lates++ == 0) _silentSince = Context.System.Scheduler.MonotonicClock;
        TellEnabled(); // As long as this node is there.
        var late = _standby;
        EndStandby();
        _lateStandby = late;
        if (HasStandby()) UpdateStandby();
        else SettleTold();
        WriteWhatStandbyHas();
    }

    /// <summary>The membership has changed: a standby whose node is gone is followed by another, which gets all of the session.</summary>
    private void RenewStandby()
    {
        if (_lateStandby is not null && !services.Cluster.Others.Contains(_lateStandby)) _lateStandby = null;
        if (_standby is not null && !services.Cluster.Others.Contains(_standby)) EndStandby();
        if (!HasStandby())
        {
            TellEnabled();
            SettleTold();
        }

        UpdateStandby();
        if (_management is not null) WriteWhatStandbyHas();
    }

    private void EndStandby()
    {
        if (_standby is null) return;
        StandbyActor.Tell(StandbyEnd.Instance, Self);
        (_standby, _isUpdating) = (null, false);
        Timers.Cancel(StandbyLate.Instance);
    }
}

/// <summary>The standby has not answered in time.</summary>
internal sealed class StandbyLate
{
    public static readonly StandbyLate Instance = new();
}
