using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <content>What it tells its farms of its component's health.</content>
internal sealed partial class InstanceStream
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly TimeSpan[] _thresholds; // Ages at which its farms may think otherwise of it.
    private long _acknowledged;
    private long _requests;
    private long _errors;
    private long _replayed;
    private long _bounced;
    private bool _areFactsWatched;
    private int _reportedLevel;
    private TimeSpan _reportedAt;

    private InstanceFacts Facts => new(Math.Max(_ledger.Count, _isDetached ? 1 : 0), Age(Elapsed), _acknowledged, _requests, _errors) { Replayed = _replayed, Bounced = _bounced };

    /// <summary>For how long the component owes an acknowledgement. One without a connection is suspect, and no more than that, until it comes
    /// back or is given up.</summary>
    private TimeSpan Age(TimeSpan now) =>
        _isDetached ? _thresholds[2] : (_ledger.OldestWritten ?? PingOwedSince) is { } oldest ? now - oldest : TimeSpan.Zero;

    /// <summary>A component that falls silent while it owes nothing else is found out by its idle ping.</summary>
    private TimeSpan? PingOwedSince => _management is null ? _barrier.OwedSince : null;

    /// <summary>As long as something is outstanding, and once after that.</summary>
    private void WatchFacts()
    {
        if (_areFactsWatched) return;
        _areFactsWatched = true;
        Timers.StartSingleTimer(FactsDue.Instance, FactsDue.Instance, _thresholds[0]);
    }

    private void OnFactsDue()
    {
        _areFactsWatched = false;
        var now = Elapsed;
        if (_ledger.Written == 0 && PingOwedSince is null && !_isDetached)
        {
            Report(now);
            return;
        }

        if (now - _reportedAt >= ReportInterval) Report(now);
        else ReportWhenCrossed(now);
        _areFactsWatched = true;
        Timers.StartSingleTimer(FactsDue.Instance, FactsDue.Instance, NextLook(now));
    }

    /// <summary>When the next threshold is crossed, or the next report is due, whichever comes first.</summary>
    private TimeSpan NextLook(TimeSpan now)
    {
        var next = ReportInterval - (now - _reportedAt);
        foreach (var threshold in _thresholds)
        {
            var wait = threshold - Age(now);
            if (wait > TimeSpan.Zero && wait < next) next = wait;
        }

        return next;
    }

    private void ReportWhenCrossed(TimeSpan now)
    {
        if (LevelAt(now) != _reportedLevel) Report(now);
    }

    private int LevelAt(TimeSpan now)
    {
        var age = Age(now);
        var level = 0;
        while (level < _thresholds.Length && age >= _thresholds[level]) level++;
        return level;
    }

    private void Report(TimeSpan now)
    {
        (_reportedLevel, _reportedAt) = (LevelAt(now), now);
        var facts = Facts;
        foreach (var membership in _farms.Values) _services.Farms.Tell(new ReportInstance(membership.Domain, membership.Instance.Id, facts));
    }

    private void CountAnswer(Stanza stanza)
    {
        if (stanza.Type == StanzaType.Error) _errors++;
    }

    private sealed record FactsDue
    {
        public static readonly FactsDue Instance = new();
    }
}
