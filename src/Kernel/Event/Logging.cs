using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Event;

/// <summary>Publishes log events of one source.</summary>
public interface ILoggingAdapter
{
    bool IsDebugEnabled { get; }

    bool IsInfoEnabled { get; }

    bool IsWarningEnabled { get; }

    bool IsErrorEnabled { get; }

    bool IsEnabled(LogLevel logLevel);

    void Log(LogLevel logLevel, Exception? cause, string format);

    /// <summary>The text is put together only if somebody reads it.</summary>
    void Log(LogLevel logLevel, Exception? cause, LogMessage message);
}

public static class Logging
{
    /// <summary>The log of the actor whose context it is.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context) =>
        new BusLogging(context.System.EventStream, context.Self.Path.ToString(), context.Props.Type);

    /// <param name="system">Whose event stream carries the log.</param>
    /// <param name="logSourceObj">An actor, a type, a string, or an object whose type is to be named.</param>
    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj) => logSourceObj switch
    {
        IActorRef actor => new BusLogging(system.EventStream, actor.Path.ToString(), actor.GetType()),
        Type type => new BusLogging(system.EventStream, type.Name, type),
        string source => new BusLogging(system.EventStream, source, typeof(string)),
        _ => new BusLogging(system.EventStream, logSourceObj.GetType().Name, logSourceObj.GetType()),
    };
}

internal sealed class BusLogging(EventStream stream, string source, Type type) : ILoggingAdapter
{
    public bool IsDebugEnabled => IsEnabled(LogLevel.DebugLevel);

    public bool IsInfoEnabled => IsEnabled(LogLevel.InfoLevel);

    public bool IsWarningEnabled => IsEnabled(LogLevel.WarningLevel);

    public bool IsErrorEnabled => IsEnabled(LogLevel.ErrorLevel);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= stream.LogLevel;

    public void Log(LogLevel logLevel, Exception? cause, string format) => Publish(logLevel, cause, format);

    public void Log(LogLevel logLevel, Exception? cause, LogMessage message) => Publish(logLevel, cause, message);

    private void Publish(LogLevel logLevel, Exception? cause, object message)
    {
        if (!IsEnabled(logLevel)) return;
        stream.Publish(logLevel switch
        {
            LogLevel.DebugLevel => new Debug(cause, source, type, message),
            LogLevel.InfoLevel => new Info(cause, source, type, message),
            LogLevel.WarningLevel => new Warning(cause, source, type, message),
            _ => new Error(cause, source, type, message),
        });
    }
}
