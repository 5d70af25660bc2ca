using System.CommandLine;
using XmppActors.Host.Admin;
using XmppActors.Host.Settings;

namespace XmppActors.Host.CommandLine;

/// <summary>What the commands that work on a node have in common: settings, the way to it, and what is said when there
/// is none.</summary>
internal sealed class NodeCommand(CommonOptions common, Terminal terminal)
{
    public Terminal Terminal => terminal;

    /// <returns>What <paramref name="act"/> returns, or <see cref="ExitCode.Usage"/>, or <see
    /// cref="ExitCode.Unavailable"/>; then the operator has been told why.</returns>
    public Task<int> RunAsync(ParseResult line, Func<NodeAccess, Task<int>> act, CancellationToken cancellationToken) =>
        ToldAsync(line, settings => NodeAccess.UseAsync(settings, act, cancellationToken));

    /// <summary>As <see cref="RunAsync"/>, for what only a running node can do.</summary>
    public Task<int> AskAsync(ParseResult line, Func<AdminClient, Task<int>> act, CancellationToken cancellationToken) =>
        ToldAsync(line, settings => NodeAccess.AskAsync(settings, act, cancellationToken));

    /// <summary>Says what came of it, where it belongs.</summary>
    public int Tell(bool isDone, string sentence)
    {
        (isDone ? terminal.Output : terminal.Error).WriteLine(sentence);
        return isDone ? ExitCode.Done : ExitCode.Refused;
    }

    private async Task<int> ToldAsync(ParseResult line, Func<NodeSettings, Task<int>> act)
    {
        if (common.Read(line, terminal.Error) is not { } settings)
            return ExitCode.Usage;
        try
        {
            return await act(settings);
        }
        catch (NodeAccessException trouble)
        {
            terminal.Error.WriteLine(trouble.Message);
            return ExitCode.Unavailable;
        }
    }
}
