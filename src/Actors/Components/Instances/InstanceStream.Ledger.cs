using XmppActors.Actors.Streams.Settling;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <content>What its component is sent, from when it is taken until the component has said that it has read it
/// (docs/decisions/0017).</content>
internal sealed partial class InstanceStream
{
    private const int RememberedSessions = 16 * 1024;

    private SettledMarks _taken = new(RememberedSessions);
    private readonly Ledger _ledger;
    private readonly PingBarrier _barrier;
    private readonly string _server; // Whom the component knows us by.
    private readonly long _beginningTime;
    private bool _isPingTimed;

    /// <summary>Time since the stream began.</summary>
    private TimeSpan Elapsed => _services.Time.GetElapsedTime(_beginningTime);

    private void OnDeliver(Stanza stanza, IActorRef reader)
    {
        var origin = stanza.Origin;
        if (!origin.IsNone)
        {
            var taking = IsPassedBy(stanza) ? Taking.TooEarly : _taken.TakeInOrder(origin);
            if (taking != Taking.Taken)
            {
                if (taking == Taking.TooEarly) reader.Refuse(origin);
                else if (_ledger.TryRenew(origin, reader)) reader.Hold(origin);
                else reader.Settle(origin);
                return;
            }

            if (origin.IsRepeated) stanza = ReplayMarks.Mark(stanza, _server, _services.Time.GetUtcNow());
        }

        _services.Router.ExpectAnswer(stanza, reader);
        var now = Elapsed;
        if (!_ledger.TryAdd(stanza, reader, now))
        {
            _bounced++;
            _services.Router.Bounce(stanza, StanzaErrorCondition.ResourceConstraint, origin.IsNone ? Self : reader);
            return;
        }

        _services.Counters.Hold(1);
        WriteWaiting(now);
        ReportLoad();
    }

    /// <summary>Writes what the window has room for, and asks whether it was read when it is time for that.</summary>
    private void WriteWaiting(TimeSpan now)
    {
        if (_isDetached || _resume is not null) return;
        while (_ledger.Write(now) is { } stanza)
        {
            if (stanza is { Kind: StanzaKind.Iq, Type: StanzaType.Get or StanzaType.Set }) _requests++;
            _connection.Write(stanza);
            if (!CanBeAsked) AcknowledgeUpTo(_ledger.WrittenTotal);
        }

        if (_ledger.Count == 0) CloseWhenRead();
        if (_ledger.Written == 0) return;
        Ask(now);
        WatchFacts();
    }

    private void Ask(TimeSpan now)
    {
        if (IsAsked || !CanBeAsked || _ledger.OldestWritten is not { } oldest) return;
        var wait = _barrier.WaitFor(_ledger.Written, oldest, now);
        if (wait == TimeSpan.Zero)
        {
            Ping(now);
        }
        else if (!_isPingTimed)
        {
            _isPingTimed = true;
            Timers.StartSingleTimer(PingDue.Instance, PingDue.Instance, wait);
        }
    }

    private void Ping(TimeSpan now)
    {
        if (_management is not null)
        {
            _management.IsAsked = true;
            _connection.Write(StreamManagementElements.Request);
        }
        else
        {
            _connection.Write(_barrier.Begin(_ledger.WrittenTotal, now));
            WatchFacts(); // Its answer may be all that is owed.
        }
    }

    private void OnPingDue()
    {
        _isPingTimed = false;
        Ask(Elapsed);
    }

    /// <summary>Nothing has been asked for a while: whether it lives is to be known before something is sent to it; and of one that has answered no
    /// ping yet, whether it does now.</summary>
    private void OnIdlePingDue()
    {
        if (_resume is null && (CanBeAsked ? !IsAsked : _barrier.IsUnderWay)) Ping(Elapsed);
    }

    /// <summary>What the component has read is never later than its answer to a ping that stands behind it.</summary>
    /// <returns>False: it is no such answer.</returns>
    private bool TryEndPing(Stanza stanza)
    {
        if (stanza is not { Kind: StanzaKind.Iq, Type: StanzaType.Result or StanzaType.Error } || !_barrier.TryEnd(stanza, out var writtenTotal))
            return false;
        CountRead(null);
        _connection.Processed(stanza.ByteCount);
        AcknowledgeUpTo(writtenTotal);
        WriteWaiting(Elapsed);
        if (_reportedLevel > 0) ReportWhenCrossed(Elapsed); // It was an idle one.
        return true;
    }

    private void OnFirstPingOverdue()
    {
        if (_management is not null || !_barrier.TryGiveUp()) return;
        Context.GetLogger().Warning(
            "the component {0} answers no pings: what is written to it counts as read, and is lost with it; acknowledge = written says so", _identity.Name);
        AcknowledgeUpTo(_ledger.WrittenTotal);
        WriteWaiting(Elapsed);
    }

    /// <summary>The component has read the first so many stanzas that were ever written to it: their readers are told, several of one
    /// together.</summary>
    private void AcknowledgeUpTo(long writtenTotal)
    {
        var acknowledged = 0;
        var settled = default(StanzaOrigin);
        IActorRef reader = ActorRefs.Nobody;
        var count = 0;
        while (_ledger.TryAcknowledge(writtenTotal, out var entry))
        {
            if (entry.Stanza is not { } stanza) continue; // Others have it since.
            acknowledged++;
            var origin = stanza.Origin;
            if (origin.IsNone) continue;
            if (count > 0 && origin.Session == settled.Session && origin.Number == unchecked(settled.Number + 1) && ReferenceEquals(entry.Reader, reader))
            {
                count++;
            }
            else
            {
                if (count > 0) reader.Settle(settled, count);
                (reader, count) = (entry.Reader, 1);
            }

            settled = origin;
        }

        if (count > 0) reader.Settle(settled, count);
        if (acknowledged == 0) return;
        _acknowledged += acknowledged;
        ReportLoad();
        _services.Counters.Hold(-acknowledged);
        _services.Counters.Delivered(acknowledged);
        if (_reportedLevel > 0) ReportWhenCrossed(Elapsed);
    }

    /// <summary>What was written last has waited long enough for more to come.</summary>
    private sealed record PingDue
    {
        public static readonly PingDue Instance = new();
    }

    private sealed record IdlePingDue
    {
        public static readonly IdlePingDue Instance = new();
    }

    private sealed record FirstPingOverdue
    {
        public static readonly FirstPingOverdue Instance = new();
    }
}
