using System.CommandLine;
using System.Runtime.InteropServices;
using XmppActors.Host.Logging;
using XmppActors.Host.Running;

namespace XmppActors.Host.CommandLine;

/// <summary>Runs a node until SIGTERM, SIGINT or SIGQUIT; a second signal ends the process at once.</summary>
internal static class RunCommand
{
    public static async Task<int> InvokeAsync(
        ParseResult line,
        CommonOptions common,
        Terminal terminal,
        StartNode startNode,
        CancellationToken cancellationToken)
    {
        if (common.Read(line, terminal.Error) is not { } settings)
            return ExitCode.Usage;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminated = Listen(PosixSignal.SIGTERM, stop);
        using var interrupted = Listen(PosixSignal.SIGINT, stop);
        using var quit = Listen(PosixSignal.SIGQUIT, stop);
        using var loggers = ConsoleLogs.Create(settings.Log);
        var nextSteps = new NextSteps(settings, common.Repeat(line));
        return await new NodeProcess(settings, startNode, loggers, terminal, nextSteps).RunAsync(stop.Token);
    }

    private static PosixSignalRegistration Listen(PosixSignal signal, CancellationTokenSource stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            if (stop.IsCancellationRequested)
                return;
            context.Cancel = true;
            stop.Cancel();
        });
}
