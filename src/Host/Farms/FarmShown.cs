using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Policies;

namespace XmppActors.Host.Farms;

/// <summary>A farm as <c>farm show</c> tells it, and <c>--json</c>: names are kept from version to version.</summary>
/// <param name="State"><c>ready</c>, <c>degraded</c>, <c>draining</c> or <c>unavailable</c>.</param>
/// <param name="Health">In words.</param>
/// <param name="Version">That of the snapshot that the nodes have.</param>
/// <param name="Epoch">How often what is remembered of it has changed.</param>
/// <param name="Node">Where its entity is.</param>
internal sealed record FarmShown(string Domain, string State, string Health, string Policy, long Version, long Epoch, string Node)
{
    public IReadOnlyList<SettingShown> Settings { get; init; } = [];

    public IReadOnlyList<InstanceShown> Instances { get; init; } = [];

    /// <summary>What was said at run time, one sentence each.</summary>
    public IReadOnlyList<string> Remembered { get; init; } = [];

    /// <summary>The last changes of instances' states, oldest first.</summary>
    public IReadOnlyList<ChangeShown> Changes { get; init; } = [];
}

/// <param name="From"><c>configuration</c> (or its default) or <c>run time</c>.</param>
internal sealed record SettingShown(string Key, string Value, string From);

/// <param name="State">Null: it has left.</param>
internal sealed record ChangeShown(DateTimeOffset At, string Instance, string? State, string Reason);

/// <summary>One instance; counts are since its link was made.</summary>
/// <param name="Since">When its link was made.</param>
/// <param name="Link"><c>accepted</c>, <c>dialled</c> or <c>bound</c> (XEP-0225).</param>
/// <param name="AckLagSeconds">For how long the oldest stanza written to it has waited for an acknowledgement.</param>
/// <param name="Credential">The id of the stored secret that opened its link; null: a credential of the configuration.</param>
internal sealed record InstanceShown(
    string Domain,
    string Id,
    string State,
    DateTimeOffset StateSince,
    string Reason,
    string Node,
    string Link,
    string RemoteAddress,
    string? Endpoint,
    DateTimeOffset Since,
    int ConfiguredWeight,
    int Weight,
    bool IsSpare,
    int Outstanding,
    double AckLagSeconds,
    long Acknowledged,
    long Requests,
    long Errors,
    long Replayed,
    long Bounced,
    int Failovers,
    string? Credential)
{
    public static InstanceShown Of(string domain, InstanceStatus instance) => new(
        domain,
        instance.Id,
        Word(instance.State),
        instance.StateSince,
        instance.Reason,
        instance.Node,
        Word(instance.Link),
        instance.RemoteAddress,
        instance.Endpoint,
        instance.Since,
        instance.ConfiguredWeight,
        instance.Weight,
        instance.IsSpare,
        instance.Facts.Outstanding,
        instance.Facts.OldestUnacknowledged.TotalSeconds,
        instance.Facts.Acknowledged,
        instance.Facts.Requests,
        instance.Facts.Errors,
        instance.Facts.Replayed,
        instance.Facts.Bounced,
        instance.Failovers,
        instance.CredentialId);

    /// <summary>An enumerated value as operators write it.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => $"{value}".ToLowerInvariant();
}

/// <summary>What <c>farm trace</c> tells.</summary>
/// <param name="Refusal">The farm's limits would send it back with this condition; null: they let it pass.</param>
internal sealed record TraceShown(
    string From,
    string Domain,
    string Node,
    long Version,
    string Policy,
    string? Key,
    string? KeyFrom,
    string? Winner,
    string Reason,
    string? Refusal,
    IReadOnlyList<TracedShown> Instances)
{
    public static TraceShown Of(string from, string node, Trace trace, string? refusal) => new(
        from,
        trace.Domain,
        node,
        trace.Version,
        trace.Policy,
        trace.Key,
        trace.KeyFrom,
        trace.Winner,
        trace.Reason,
        refusal,
        [.. trace.Instances.Select(static each => new TracedShown(
            each.Id, InstanceShown.Word(each.State), each.Weight, each.Share, each.Score, each.Outstanding, each.Note))]);
}

/// <param name="Share">0 to 1.</param>
internal sealed record TracedShown(string Id, string State, int Weight, double Share, double? Score, int? Outstanding, string? Note);

/// <summary>What <c>farm simulate</c> tells.</summary>
/// <param name="Staying">0 to 1.</param>
/// <param name="Keys">Over how many keys it was counted; null: it follows from the weights.</param>
internal sealed record SimulationShown(string Domain, string Lost, double Staying, int? Keys, IReadOnlyList<MoveShown> Moves)
{
    public static SimulationShown Of(string domain, string lost, Simulation simulation) => new(
        domain,
        lost,
        simulation.Staying,
        simulation.IsSampled ? Simulation.Keys : null,
        [.. simulation.Moves.Select(static move => new MoveShown(move.From, move.To, move.Share))]);
}

/// <param name="To">Null: nobody; it would be held or bounced.</param>
internal sealed record MoveShown(string? From, string? To, double Share);
