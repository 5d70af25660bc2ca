using System.CommandLine;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;

namespace XmppActors.Host.CommandLine;

/// <summary><c>health</c>: asks the running node whether it is ready, for supervisors that start a program rather than
/// open a URL.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var health = new Command(
            "health", "Says whether the running node is ready: exit code 0, or 1 with the reason.");
        health.SetAction(async (line, cancellation) =>
            common.Read(line, terminal.Error) is { } settings
                ? await AskAsync(settings, terminal, cancellation)
                : ExitCode.Usage);
        return health;
    }

    private static async Task<int> AskAsync(
        NodeSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        if (AdminUrlFile.Read(settings) is not { } node)
        {
            terminal.Error.WriteLine("no node runs with this configuration, or it has no admin listener");
            return ExitCode.Unavailable;
        }

        try
        {
            using var http = new HttpClient { Timeout = Patience };
            using var response = await http.GetAsync(new Uri(node, "/health/ready"), cancellationToken);
            terminal.Output.Write(await response.Content.ReadAsStringAsync(cancellationToken));
            return response.IsSuccessStatusCode ? ExitCode.Done : ExitCode.Refused;
        }
        catch (Exception trouble) when (
            trouble is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            terminal.Error.WriteLine($"the node at {node} does not answer");
            return ExitCode.Unavailable;
        }
    }
}
