using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <content>What it tells its farms of its component's health.</content>
internal sealed partial class InstanceStream
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan[] Thresholds = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)];

    private long _acknowledged;
    private long _requests;
    private long _errors;
    private long _replayed;
    private long _bounced;
    private bool _areFactsWatched;
    private int _reportedLevel;
    private TimeSpan _reportedAt;

    private InstanceFacts Facts => new(_ledger.Count, Age(Now), _acknowledged, _requests, _errors) { Replayed = _replayed, Bounced = _bounced };

    /// <summary>For how long the component owes an acknowledgement.</summary>
    private TimeSpan Age(TimeSpan now) => _ledger.OldestWritten is { } oldest ? now - oldest : TimeSpan.Zero;

    /// <summary>As long as something is outstanding.</summary>
    private void WatchFacts()
    {
        if (_areFactsWatched) return;
        _areFactsWatched = true;
        Timers.StartSingleTimer(FactsDue.Instance, FactsDue.Instance, Thresholds[0]);
    }

    private void OnFactsDue()
    {
        _areFactsWatched = false;
        var now = Now;
        ReportWhenCrossed(now);
        if (_ledger.Written == 0) return;
        if (now - _reportedAt >= ReportInterval) Report(now);
        _areFactsWatched = true;
        Timers.StartSingleTimer(FactsDue.Instance, FactsDue.Instance, NextLook(now));
    }

    /// <summary>When the next threshold is crossed, or the next report is due, whichever comes first.</summary>
    private TimeSpan NextLook(TimeSpan now)
    {
        var next = ReportInterval - (now - _reportedAt);
        foreach (var threshold in Thresholds)
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
        while (level < Thresholds.Length && age >= Thresholds[level]) level++;
        return level;
    }

    private void Report(TimeSpan now)
    {
        (_reportedLevel, _reportedAt) = (LevelAt(now), now);
        var facts = Facts;
        foreach (var domain in _identity.Domains) _services.Farms.Tell(new ReportInstance(domain, _identity.InstanceId, facts));
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
