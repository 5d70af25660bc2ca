using System.CommandLine;
using XmppActors.Host.Running;

namespace XmppActors.Host.CommandLine;

/// <summary>The command line: without a command it runs a node.</summary>
internal static class HostCommand
{
    public static async Task<int> InvokeAsync(string[] args, Terminal terminal, StartNode startNode)
    {
        var common = new CommonOptions();
        var root = new RootCommand("XmppActors, a distributed XMPP router. Without a command it runs a node.");
        common.AddTo(root);
        root.SetAction((line, cancellation) => RunCommand.InvokeAsync(line, common, terminal, startNode, cancellation));
        var node = new NodeCommand(common, terminal);
        root.Subcommands.Add(AccountCommand.Create(node));
        root.Subcommands.Add(FarmCommand.Create(node));
        root.Subcommands.Add(ClusterCommand.Create(node));
        root.Subcommands.Add(BridgeCommand.Create(node));
        root.Subcommands.Add(ShardingCommand.Create(node));
        root.Subcommands.Add(ActorCommand.Create(node));
        root.Subcommands.Add(HealthCommand.Create(common, terminal));
        root.Subcommands.Add(ConfigCommand.Create(common, terminal));

        // A password may begin with '@': nothing is read from response files.
        var words = args is ["ctl", .. var rest] ? rest : args; // As operators of other actor systems are used to.
        var line = root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        foreach (var mistake in line.Errors)
            terminal.Error.WriteLine(mistake.Message);
        if (line.Errors.Count > 0)
        {
            terminal.Error.WriteLine("--help lists the commands and options");
            return ExitCode.Usage;
        }

        var invocation = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Signals are RunCommand's business: a drained node exits with 0.
        };
        return await line.InvokeAsync(invocation);
    }
}
