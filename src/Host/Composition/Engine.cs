using Microsoft.Extensions.Logging;
using XmppActors.Kernel.Bootstrap;
using KernelLevel = XmppActors.Kernel.Event.LogLevel;

namespace XmppActors.Host.Composition;

/// <summary>Starts the actor engine: the only code outside the build files that knows which one runs (docs/decisions/0001-the-kernel.md).</summary>
internal static partial class Engine
{
    public static ActorSystem Start(string name, string configuration, TimeProvider time, ILoggerFactory loggers)
    {
        var log = loggers.CreateLogger("XmppActors.Actors");
        var setup = new KernelSetup { Time = time, LogSink = entry => Write(log, entry) };
        return setup.CreateSystem(name, ConfigurationFactory.ParseString(configuration));
    }

    private static void Write(ILogger log, LogEvent entry)
    {
        var level = entry.LogLevel() switch
        {
            KernelLevel.ErrorLevel => LogLevel.Error,
            KernelLevel.WarningLevel => LogLevel.Warning,
            KernelLevel.InfoLevel => LogLevel.Information,
            _ => LogLevel.Debug,
        };
        FromActor(log, level, entry.LogSource, entry.Message, entry.Cause);
    }

    [LoggerMessage(EventId = 1010, Message = "{Source}: {Text}")]
    private static partial void FromActor(ILogger log, LogLevel level, string source, object text, Exception? cause);
}
