using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams;

/// <content>A session under XEP-0198 has a copy on another node, its standby: nothing is settled, and nothing acknowledged to the client,
/// before the copy says it too.</content>
internal sealed partial class BoundStream
{
    private const uint MostUntold = 64;

    private static readonly TimeSpan StandbyTime = TimeSpan.FromSeconds(5);

    private readonly Queue<(uint SendCount, IActorRef Reader, StanzaOrigin Origin)> _toSettle = new();
    private readonly List<Stanza> _untold = [];
    private Address? _standby; // Its node; null: there is no other.
    private bool _isStandbyNew;
    private bool _isUpdating;
    private uint _updates;
    private (uint SendCount, uint Number) _told;
    private (uint SendCount, uint Number) _confirmed;
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
        if (_standby is not null || services.Cluster.Others.IsEmpty || _management is null || _kept is null) return _standby is not null;
        _standby = StandbyChoice.Choose(services.Cluster.Others, _address.Value);
        (_isStandbyNew, _isUpdating) = (true, false);
        _untold.Clear();
        _confirmed = (_management.Unacked.SendCount, _read.Prefix);
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
        Timers.StartSingleTimer(StandbyLate.Instance, StandbyLate.Instance, StandbyTime);
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
            _confirmed = _told;
            SettleTold();
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

    /// <summary>The standby does not answer, or its node is gone: another gets all of the session, or nobody can.</summary>
    private void RenewStandby()
    {
        if (_standby is null) return;
        if (services.Cluster.Others.Contains(_standby))
        {
            (_isStandbyNew, _isUpdating) = (true, false);
        }
        else
        {
            EndStandby();
            HasStandby();
        }

        if (_standby is null) SettleTold();
        UpdateStandby();
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
