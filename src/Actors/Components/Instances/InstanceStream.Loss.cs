using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Instances;

/// <content>What becomes of what its component has not acknowledged, when the component is lost or its farm has given it up
/// (docs/decisions/0017).</content>
internal sealed partial class InstanceStream
{
    private bool _isPassed; // By one of its farms at least.

    private void OnDirective(InstanceDirective directive)
    {
        if (!_farms.TryGetValue(directive.Domain, out var membership) || !membership.Take(directive)) return;
        if (directive.CloseBecause is { } reason)
        {
            Close(directive.CloseWith is { } condition ? new StreamError(condition, reason) : null);
            return;
        }

        _isPassed = false;
        foreach (var farm in _farms.Values) _isPassed |= farm.IsPassed;
        if (!membership.IsPassed) return;
        RouteAgain(_isDetached ? _ledger.MoveUnread(IsItsOwn) : _ledger.Move(IsItsOwn));

        bool IsItsOwn(Stanza stanza) => stanza.To is { } to && FarmOf(to.Domainpart) == membership;
    }

    /// <summary>Others are to have it: the farm has given this instance up, for as long as it is silent.</summary>
    private bool IsPassedBy(Stanza stanza) => _isPassed && FarmOf(stanza.To!.Domainpart) is { IsPassed: true };

    /// <summary>Routes in their order what the component has not acknowledged: to others, or back to the senders. What was written may have
    /// been read: what becomes of it is for the operator to say, and it is marked.</summary>
    private void RouteAgain(List<LedgerEntry> entries)
    {
        if (entries.Count == 0) return;
        _services.Counters.Hold(-entries.Count);
        var routed = new HashSet<(ulong, uint)>();
        var now = Elapsed;
        _services.Counters.FailedOver(entries[0].Stanza!.To is { } first && FarmOf(first.Domainpart) is { } lost ? lost.Domain : _identity.Name, now - entries[0].TakenAt);
        var (count, bytes) = (0, 0L);
        foreach (var entry in entries)
        {
            var stanza = entry.Stanza!;
            if (stanza.To is null)
            {
                _services.Counters.Ignored(); // Our answer to itself (XEP-0225).
                continue;
            }

            var wasWritten = entry.WrittenAt is not null || entry.WasWritten;
            var reader = stanza.Origin.IsNone ? Self : entry.Reader;
            var settings = FarmOf(stanza.To!.Domainpart)?.Farm.Settings.Ledger ?? LedgerSettings.Default;
            var onLoss = !wasWritten ? OnLoss.Replay : OnLossOf(stanza, settings);
            var isTooMuch = now - entry.TakenAt > settings.ReplayAge || ++count > settings.Replay || (bytes += stanza.ByteCount) > settings.ReplayBytes;
            if (onLoss == OnLoss.Bounce || isTooMuch)
            {
                _bounced++;
                _services.Counters.BouncedAfterLoss();
                _services.Router.Bounce(stanza, StanzaErrorCondition.RemoteServerTimeout, reader);
                continue;
            }

            if (!stanza.Origin.IsNone)
            {
                _taken.GiveBack(stanza.Origin);
                stanza = stanza.WithOrigin(OriginOf(stanza.Origin, routed, wasWritten));
            }

            if (wasWritten)
            {
                stanza = ReplayMarks.Mark(stanza, _server, _services.Time.GetUtcNow() - (now - entry.TakenAt));
                _replayed++;
                _services.Counters.Replayed();
            }

            if (onLoss == OnLoss.Hold && FarmOf(stanza.To!.Domainpart) is { Farm: var farm })
                _services.Held.Tell(new HoldStanza(farm, stanza, farm.Snapshot.Instances.RemoveAll(each => each.Stream.Equals(Self))), reader);
            else
                _services.Router.RouteAgain(stanza, reader);
        }
    }

    /// <summary>As one that may come twice; and after none that was acknowledged, for whoever takes it now has not seen that.</summary>
    private static StanzaOrigin OriginOf(StanzaOrigin origin, HashSet<(ulong, uint)> routed, bool wasWritten)
    {
        var followsRouted = origin.Gap > 0 && routed.Contains((origin.Session, origin.Previous));
        routed.Add((origin.Session, origin.Number));
        return origin with { Gap = followsRouted ? origin.Gap : (ushort)0, IsRepeated = origin.IsRepeated || wasWritten };
    }

    private static OnLoss OnLossOf(Stanza stanza, LedgerSettings settings) => stanza.Kind switch
    {
        StanzaKind.Message => settings.LostMessages,
        StanzaKind.Presence => settings.LostPresence,
        _ => settings.LostIqs,
    };
}
