using System.Globalization;
using XmppActors.Host.Farms;

namespace XmppActors.Host.CommandLine;

/// <summary>Farms as the command line shows them to people: aligned, and no wider than 120 columns where names are not very long.</summary>
internal static class FarmPages
{
    public static void WriteList(IEnumerable<FarmEntry> farms, TextWriter output) => Table.Write(
        output,
        ["DOMAIN", "STATE", "READY", "POLICY", "DEFINED"],
        farms.Select(static farm => new[]
        {
            farm.Domain, farm.State ?? "-", farm.Instances is { } all ? $"{farm.Ready}/{all}" : "-", farm.Policy ?? "-", FarmSentences.Of(farm.Defined),
        }));

    public static void Write(FarmShown farm, TextWriter output)
    {
        var node = farm.Node.Length > 0 ? $"; entity on {farm.Node}" : "";
        output.WriteLine($"farm {farm.Domain} is {farm.State}: {farm.Health}; policy {farm.Policy}; version {farm.Version}{node}");
        if (farm.Instances.Count > 0) WriteInstances(farm.Instances, output);
        output.WriteLine("settings");
        Table.Write(output, ["KEY", "VALUE", "FROM"], farm.Settings.Select(static setting => new[] { setting.Key, setting.Value, setting.From }), "  ");
        if (farm.Remembered.Count > 0) output.WriteLine("said at run time");
        foreach (var sentence in farm.Remembered) output.WriteLine($"  {sentence}");
        if (farm.Changes.Count > 0) output.WriteLine("changes, the newest last");
        foreach (var change in farm.Changes)
            output.WriteLine($"  {Text(change.At)} {change.Instance} {change.State ?? "left"}{(change.Reason.Length > 0 ? ": " : "")}{change.Reason}");
    }

    /// <param name="isOfAll">The farm's domain stands in each line.</param>
    public static void WriteList(IReadOnlyList<InstanceShown> instances, bool isOfAll, TextWriter output)
    {
        string[] head = ["INSTANCE", "STATE", "WEIGHT", "OUTSTANDING", "LAG", "NODE"];
        Table.Write(
            output,
            isOfAll ? ["DOMAIN", .. head] : [.. head, "FROM"],
            instances.Select(each =>
            {
                string[] line = [each.Id, each.State, Weight(each), Text(each.Outstanding), Lag(each), Or(each.Node)];
                return isOfAll ? [each.Domain, .. line] : (string[])[.. line, each.Endpoint ?? each.RemoteAddress];
            }));
    }

    public static void Write(TraceShown trace, TextWriter output)
    {
        output.WriteLine($"{trace.From} to {trace.Domain}: {trace.Reason}");
        if (trace.Refusal is { } condition) output.WriteLine($"but the farm's limits send it back: {condition}");
        var key = trace.Key is null ? "" : $"; key {trace.Key}{(trace.KeyFrom == trace.Policy ? "" : $", by {trace.KeyFrom}")}";
        output.WriteLine($"policy {trace.Policy}{key}; version {trace.Version}{(trace.Node.Length > 0 ? $"; routed on {trace.Node}" : "")}");
        if (trace.Instances.Count == 0) return;
        Table.Write(output, ["INSTANCE", "STATE", "WEIGHT", "SHARE", "SCORE", "OUTSTANDING", "NOTE"], trace.Instances.Select(each => new[]
        {
            each.Id,
            each.State,
            Text(each.Weight),
            Percent(each.Share),
            each.Score is { } score ? score.ToString("0.0", CultureInfo.InvariantCulture) : "-",
            each.Outstanding is { } outstanding ? Text(outstanding) : "-",
            each.Note ?? (each.Id == trace.Winner ? "gets it" : ""),
        }));
    }

    public static void Write(SimulationShown simulation, TextWriter output)
    {
        var how = simulation.Keys is { } keys ? $"counted over {Text(keys)} keys" : "by the weights";
        output.WriteLine($"without {simulation.Lost}, {Percent(simulation.Staying)} of {simulation.Domain} stay where they are, {Percent(1 - simulation.Staying)} move ({how})");
        if (simulation.Moves.Count == 0) return;
        Table.Write(output, ["FROM", "TO", "SHARE"], simulation.Moves.Select(static move => new[]
        {
            move.From ?? "nobody", move.To ?? "nobody: held, or sent back", Percent(move.Share),
        }));
    }

    private static void WriteInstances(IReadOnlyList<InstanceShown> instances, TextWriter output)
    {
        Table.Write(
            output,
            ["INSTANCE", "STATE", "SINCE", "NODE", "LINK", "FROM", "CREDENTIAL"],
            instances.Select(static each => new[]
            {
                each.Id, each.State, Text(each.StateSince), Or(each.Node), each.Link, each.Endpoint ?? each.RemoteAddress, each.Credential ?? "configured",
            }));
        Table.Write(
            output,
            ["INSTANCE", "WEIGHT", "OUTSTANDING", "LAG", "ERRORS", "REPLAYED", "BOUNCED", "FAILOVERS", "REASON"],
            instances.Select(static each => new[]
            {
                each.Id,
                Weight(each),
                Text(each.Outstanding),
                Lag(each),
                $"{Text(each.Errors)}/{Text(each.Requests)}",
                Text(each.Replayed),
                Text(each.Bounced),
                Text(each.Failovers),
                each.Reason,
            }));
    }

    /// <summary>Configured, then effective.</summary>
    private static string Weight(InstanceShown instance) =>
        $"{Text(instance.ConfiguredWeight)}/{Text(instance.Weight)}{(instance.IsSpare ? " spare" : "")}";

    private static string Lag(InstanceShown instance) => string.Create(CultureInfo.InvariantCulture, $"{instance.AckLagSeconds * 1000:0}ms");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(share) * 100:0.0}%");

    private static string Or(string text) => text.Length > 0 ? text : "-";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset instant) => string.Create(CultureInfo.InvariantCulture, $"{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");
}
