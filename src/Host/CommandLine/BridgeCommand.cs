using System.CommandLine;
using XmppActors.Host.Admin;
using XmppActors.Host.Bridge;

namespace XmppActors.Host.CommandLine;

/// <summary><c>bridge show</c>: the cluster of Openfire's nodes that this one has joined.</summary>
internal static class BridgeCommand
{
    public static Command Create(NodeCommand node)
    {
        var json = new Option<bool>("--json") { Description = "Prints one line of JSON." };
        var show = new Command("show", "Shows the members of the Hazelcast cluster that the bridge has joined.") { json };
        show.SetAction((line, cancellation) => node.AskAsync(line, async client =>
        {
            var shown = await client.ListAsync(ClusterEndpoints.BridgePath, cancellation).FirstAsync(cancellation);
            if (ClusterEndpoints.Read<BridgeReport>(shown) is not { } report)
                return node.Tell(isDone: false, "there is no bridge: see xmpp.bridge.hazelcast");
            if (line.GetValue(json))
                node.Terminal.Output.WriteLine(shown);
            else
                report.Write(node.Terminal.Output);
            return ExitCode.Done;
        }, cancellation));
        return new Command("bridge", "Shows the membership in the cluster of existing Openfire nodes.") { show };
    }
}
