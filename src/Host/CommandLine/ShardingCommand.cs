using System.CommandLine;
using XmppActors.Host.Admin;
using XmppActors.Host.Clustering;

namespace XmppActors.Host.CommandLine;

/// <summary><c>sharding regions|stats</c>: which node runs how much of what.</summary>
internal static class ShardingCommand
{
    public static Command Create(NodeCommand node) => new("sharding", "Shows which node runs how much of what.")
    {
        CreateOne(node, "regions", "Shows how many shards of each type each node runs.", all => all
            .Select(each => $"{each.Node} {each.Type} {each.Shards} shards")),
        CreateOne(
            node,
            "stats",
            "Shows how many entities of each type are in memory, and how many messages to entities wait or are on their way.",
            all => all.Concat(all.GroupBy(each => each.Type).Select(InAll))
                .Select(each => $"{each.Node} {each.Type} {each.Entities} entities, {each.Held} held, {each.Unanswered} unanswered")),
    };

    private static ShardingView InAll(IGrouping<string, ShardingView> type) => new(
        "all",
        type.Key,
        type.Sum(each => each.Shards),
        type.Sum(each => each.Entities),
        type.Sum(each => each.Held),
        type.Sum(each => each.Unanswered));

    private static Command CreateOne(
        NodeCommand node, string name, string description, Func<IReadOnlyList<ShardingView>, IEnumerable<string>> lines)
    {
        var json = new Option<bool>("--json") { Description = "Prints one line of JSON." };
        var command = new Command(name, description) { json };
        command.SetAction((line, cancellation) => node.AskAsync(line, async client =>
        {
            var shown = await client.ListAsync(ClusterEndpoints.ShardingPath, cancellation).FirstAsync(cancellation);
            if (line.GetValue(json))
                node.Terminal.Output.WriteLine(shown);
            foreach (var each in line.GetValue(json) ? [] : lines(ClusterEndpoints.Read<List<ShardingView>>(shown) ?? []))
                node.Terminal.Output.WriteLine(each);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }
}
