using XmppActors.Actors.Components.Limits;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <content>What its farms let it say, and how fast; what they are told of its load.</content>
internal sealed partial class InstanceStream
{
    private readonly ReadPace _pace = new();

    private long Now => _services.Time.GetElapsedTime(0, _services.Time.GetTimestamp()).Ticks;

    private StanzaErrorCondition? Refusal(Stanza stanza)
    {
        var limits = FarmOf(stanza.From!.Domainpart)!.Farm.Rules.Limits;
        _pace.OnRead(stanza.ByteCount, limits, Now);
        return ComponentRules.Refusal(stanza) ?? LimitRules.RefusalFrom(stanza, limits);
    }

    /// <summary>The strictest of its farms' sizes and paces.</summary>
    private void Limit()
    {
        var bytes = _services.Settings.MaxStanzaBytes;
        var window = _services.Settings.ReadWindow;
        foreach (var membership in _farms.Values)
        {
            var limits = membership.Farm.Rules.Limits;
            if (limits.MaxStanzaBytes > 0) bytes = Math.Min(bytes, limits.MaxStanzaBytes);
            if (limits is not { InstanceStanzas: 0, InstanceBytes: 0 }) window = ReadPace.Window(window, limits);
        }
        _connection.Limits = _connection.Limits with { StanzaBytes = bytes };
        _connection.ReadWindow = window;
    }

    /// <summary>What was read is done with: the next may be read, in its time.</summary>
    private void Processed(int bytes)
    {
        var released = _pace.Release(bytes, Now);
        if (released > 0) _connection.Processed(released);
        else if (_pace.Remaining(Now) is { } wait) Timers.StartSingleTimer(nameof(ReadOn), ReadOn.Instance, wait);
    }

    /// <summary>Tells those of its farms that choose by it how much there is to do.</summary>
    private void ReportLoad()
    {
        foreach (var membership in _farms.Values)
        {
            if (membership.Farm.Rules.NeedsLoads) membership.Farm.Memory.Loads.Of(_identity.InstanceId).Count(_ledger.Count);
        }
    }

    private sealed record ReadOn
    {
        public static readonly ReadOn Instance = new();
    }
}
