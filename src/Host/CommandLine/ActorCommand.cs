using System.CommandLine;
using XmppActors.Host.Admin;
using XmppActors.Host.Clustering;

namespace XmppActors.Host.CommandLine;

/// <summary><c>actor hierarchy|stats</c>: the actors of one node.</summary>
internal static class ActorCommand
{
    private const int DefaultDepth = 3;

    public static Command Create(NodeCommand node) => new("actor", "Shows the actors of a running node.")
    {
        CreateHierarchy(node),
        CreateStats(node),
    };

    private static Command CreateHierarchy(NodeCommand node)
    {
        var path = new Argument<string>("path") { Description = "Where to begin, such as /user; all without it.", DefaultValueFactory = _ => "/" };
        var depth = new Option<int>("--depth") { Description = "How many levels below it.", DefaultValueFactory = _ => DefaultDepth };
        var json = new Option<bool>("--json") { Description = "Prints one line of JSON." };
        var command = new Command("hierarchy", "Shows actors and their children; of many children the first hundred.") { path, depth, json };
        command.SetAction((line, cancellation) => node.AskAsync(line, async client =>
        {
            var query = $"{ClusterEndpoints.ActorsPath}?{ClusterEndpoints.PathKey}={Uri.EscapeDataString(line.GetValue(path)!)}"
                + $"&{ClusterEndpoints.DepthKey}={line.GetValue(depth)}";
            var shown = await client.ListAsync(query, cancellation).FirstAsync(cancellation);
            if (ClusterEndpoints.Read<ActorView>(shown) is not { } actor)
                return node.Tell(isDone: false, $"there is no actor {line.GetValue(path)}");
            if (line.GetValue(json))
                node.Terminal.Output.WriteLine(shown);
            else
                Write(actor, "", node.Terminal.Output);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command CreateStats(NodeCommand node)
    {
        var json = new Option<bool>("--json") { Description = "Prints one line of JSON." };
        var command = new Command("stats", "Shows how many actors of each class the node has.") { json };
        command.SetAction((line, cancellation) => node.AskAsync(line, async client =>
        {
            var shown = await client.ListAsync(ClusterEndpoints.ActorCountsPath, cancellation).FirstAsync(cancellation);
            if (line.GetValue(json))
                node.Terminal.Output.WriteLine(shown);
            foreach (var (type, count) in line.GetValue(json) ? [] : ClusterEndpoints.Read<Dictionary<string, int>>(shown) ?? [])
                node.Terminal.Output.WriteLine($"{type} {count}");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static void Write(ActorView actor, string indent, TextWriter output)
    {
        var type = actor.Type.Length > 0 ? $" ({actor.Type})" : "";
        var rest = actor.ChildCount > actor.Children.Count ? $", {actor.ChildCount} children" : "";
        output.WriteLine($"{indent}{actor.Name}{type}{rest}");
        foreach (var child in actor.Children)
            Write(child, indent + "  ", output);
    }
}
