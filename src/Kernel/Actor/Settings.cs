using XmppActors.Kernel.Configuration;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <summary>The engine's part of the configuration, read once.</summary>
public class Settings
{
    internal Settings(ActorSystem system, Config config)
    {
        System = system;
        Config = config.WithFallback(KernelDefaults.Config);
        LogLevel = Config.GetString("akka.loglevel")!;
        AskTimeout = Config.GetTimeSpan("akka.actor.ask-timeout");
        CoordinatedShutdownRunByActorSystemTerminate =
            Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate");
        CoordinatedShutdownTerminateActorSystem =
            Config.GetBoolean("akka.coordinated-shutdown.terminate-actor-system");
    }

    public ActorSystem System { get; }

    public Config Config { get; }

    /// <summary><c>DEBUG</c>, <c>INFO</c>, <c>WARNING</c> or <c>ERROR</c>.</summary>
    public string LogLevel { get; }

    /// <summary>For an <c>Ask</c> that gives none; infinite unless configured.</summary>
    public TimeSpan AskTimeout { get; }

    public bool CoordinatedShutdownRunByActorSystemTerminate { get; }

    public bool CoordinatedShutdownTerminateActorSystem { get; }

    internal LogLevel ParsedLogLevel => LogLevel.ToUpperInvariant() switch
    {
        "DEBUG" => Event.LogLevel.DebugLevel,
        "INFO" => Event.LogLevel.InfoLevel,
        "WARNING" => Event.LogLevel.WarningLevel,
        "ERROR" => Event.LogLevel.ErrorLevel,
        _ => throw new ConfigurationException($"akka.loglevel = {LogLevel}: use DEBUG, INFO, WARNING or ERROR."),
    };
}
