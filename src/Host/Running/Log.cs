using Microsoft.Extensions.Logging;

namespace XmppActors.Host.Running;

/// <summary>What the process says of its own life. Event ids 1000 to 1099.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "starting {Version} with storage {Storage}")]
    public static partial void Starting(this ILogger logger, string version, string storage);

    [LoggerMessage(1001, LogLevel.Information, "ready: {Listeners}")]
    public static partial void Ready(this ILogger logger, string listeners);

    [LoggerMessage(1002, LogLevel.Information, "{Signal}: draining, for {Timeout} at most")]
    public static partial void Draining(this ILogger logger, string signal, TimeSpan timeout);

    [LoggerMessage(1003, LogLevel.Information, "stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(1004, LogLevel.Warning, "not everything was closed in {Timeout}")]
    public static partial void NotDrained(this ILogger logger, TimeSpan timeout);

    [LoggerMessage(1005, LogLevel.Error, "this node may not act any more and is started anew: {Reason}")]
    public static partial void Fenced(this ILogger logger, string reason);

    [LoggerMessage(1006, LogLevel.Error, "not started, and tried again in {Pause}: {Reason}")]
    public static partial void NotStarted(this ILogger logger, TimeSpan pause, string reason);

    [LoggerMessage(1007, LogLevel.Warning, "not everything had ended after {Timeout}")]
    public static partial void NotEnded(this ILogger logger, TimeSpan timeout);
}
