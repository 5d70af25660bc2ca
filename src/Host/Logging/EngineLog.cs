using Microsoft.Extensions.Logging;

namespace XmppActors.Host.Logging;

/// <summary>Carries what the actor engine logs (crashes, restarts, messages nobody handled) to the node's log.</summary>
/// <remarks>The engine's texts are written when they happen: no template, so no values beside the line. One category: a path for
/// each actor would be one for each account.</remarks>
internal sealed class EngineLog(ILoggerFactory loggers)
{
    private static readonly EventId Id = new(1010, "Engine");

    private readonly ILogger _log = loggers.CreateLogger("XmppActors.Engine");

    public void Write(LogEvent happened)
    {
        var level = happened switch
        {
            Error => LogLevel.Error,
            Warning => LogLevel.Warning,
            Info => LogLevel.Information,
            _ => LogLevel.Debug,
        };
        if (_log.IsEnabled(level))
            _log.Log(level, Id, happened, happened.Cause, static (logged, _) => $"{logged.LogSource}: {logged.Message}");
    }
}
