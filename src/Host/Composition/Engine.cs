using Microsoft.Extensions.Logging;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Journal;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Bootstrap;
using KernelLevel = XmppActors.Kernel.Event.LogLevel;

namespace XmppActors.Host.Composition;

/// <summary>Starts the actor engine: the only code outside the build files that knows which one runs (docs/decisions/0001-the-kernel.md).</summary>
internal static partial class Engine
{
    /// <param name="cluster">Null: the node is alone.</param>
    /// <param name="storage">Keeps what persistent actors persist, if it has a database.</param>
    public static ActorSystem Start(
        NodeSettings settings, ClusterSetup? cluster, IStorage storage, TimeProvider time, ILoggerFactory loggers)
    {
        const string name = "xmpp";
        var log = loggers.CreateLogger("XmppActors.Actors");
        var setup = new KernelSetup
        {
            Time = time,
            LogSink = entry => Write(log, entry),
            Cluster = cluster,
            Persistence = storage.Database is { } database ? new SqlJournal(database) : null,
        };
        var phase = settings.ShutdownTimeout * 0.75; // So that what follows a slow drain still gets its time.
        var phases = $$"""
            akka.coordinated-shutdown {
              default-phase-timeout = {{phase.TotalMilliseconds:F0}}ms
              run-by-actor-system-terminate = off # Terminating alone is for a node that may not act any more.
            }
            """;
        var configuration = ConfigurationFactory.ParseString(settings.EngineConfiguration);
        return setup.CreateSystem(name, ConfigurationFactory.ParseString(phases).WithFallback(configuration));
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
