using System.CommandLine;
using XmppActors.Host.Admin;
using XmppActors.Host.Clustering;

namespace XmppActors.Host.CommandLine;

/// <summary><c>cluster show|leave|down</c>: through any running node's admin listener.</summary>
internal static class ClusterCommand
{
    public static Command Create(NodeCommand node)
    {
        var json = new Option<bool>("--json") { Description = "Prints one line of JSON." };
        var show = new Command("show", "Shows the members, what they run, the store, and what was decided lately.") { json };
        show.SetAction((line, cancellation) => node.AskAsync(line, async client =>
        {
            var shown = await client.ListAsync(ClusterEndpoints.ShowPath, cancellation).FirstAsync(cancellation);
            if (ClusterEndpoints.Read<ClusterView>(shown) is not { } view)
                return node.Tell(isDone: false, ClusterSentences.Of(ClusterOutcome.Alone, "", ""));
            if (line.GetValue(json))
                node.Terminal.Output.WriteLine(shown);
            else
                ClusterSentences.Write(view, node.Terminal.Output);
            return ExitCode.Done;
        }, cancellation));

        return new Command("cluster", "Shows the cluster, and has nodes leave it.")
        {
            show,
            CreateAct(
                node,
                "leave",
                "Has a node drain, leave and end: its clients are moved, its shards handed over.",
                ClusterEndpoints.LeavePath,
                name => $"{name} drains and leaves"),
            CreateAct(
                node,
                "down",
                "Ends the membership of a node whose process does not run any more: the others take over at once.",
                ClusterEndpoints.DownPath,
                name => $"{name} is taken out of the cluster"),
        };
    }

    private static Command CreateAct(NodeCommand node, string name, string description, string path, Func<string, string> done)
    {
        var member = new Argument<string>("node") { Description = "host:port, as cluster show lists it." };
        var command = new Command(name, description) { member };
        command.SetAction((line, cancellation) => node.AskAsync(line, async client =>
        {
            var meant = line.GetValue(member)!;
            var (outcome, _) = await client.ActAsync<ClusterOutcome, NodeRequest>(path, new NodeRequest(meant), cancellation);
            return node.Tell(outcome == ClusterOutcome.Done, ClusterSentences.Of(outcome, done(meant), meant));
        }, cancellation));
        return command;
    }
}
