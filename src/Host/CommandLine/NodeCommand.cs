using System.CommandLine;
using XmppActors.Host.Admin;

namespace XmppActors.Host.CommandLine;

/// <summary>What the commands that work on a node have in common: settings, the way to it, and what is said when there
/// is none.</summary>
internal sealed class NodeCommand(CommonOptions common, Terminal terminal)
{
    public Terminal Terminal => terminal;

    /// <returns>What <paramref name="act"/> returns, or <see cref="ExitCode.Usage"/>, or <see
    /// cref="ExitCode.Unavailable"/>; then the operator has been told why.</returns>
    public async Task<int> RunAsync(
        ParseResult line, Func<NodeAccess, Task<int>> act, CancellationToken cancellationToken)
    {
        if (common.Read(line, terminal.Error) is not { } settings)
            return ExitCode.Usage;
        try
        {
            return await NodeAccess.UseAsync(settings, act, cancellationToken);
        }
        catch (NodeAccessException trouble)
        {
            terminal.Error.WriteLine(trouble.Message);
            return ExitCode.Unavailable;
        }
    }

    /// <summary>Says what came of it, where it belongs.</summary>
    public int Tell(bool isDone, string sentence)
    {
        (isDone ? terminal.Output : terminal.Error).WriteLine(sentence);
        return isDone ? ExitCode.Done : ExitCode.Refused;
    }
}
