using System.Collections.Concurrent;
using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Event;

/// <summary>Tells each published object to the actors that subscribed to its type, or to a base type or interface of it.</summary>
/// <remarks>Publishing runs on the publisher's thread without a lock. An actor that ends is unsubscribed.</remarks>
public class EventStream
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Type, IActorRef[]> _subscribersByEvent = new();
    private (IActorRef Subscriber, Type Channel)[] _subscriptions = [];
    private Action<LogEvent>? _logSink;

    internal EventStream(LogLevel logLevel) => LogLevel = logLevel;

    public LogLevel LogLevel { get; private set; }

    public void SetLogLevel(LogLevel logLevel) => LogLevel = logLevel;

    /// <returns><c>false</c> if it had subscribed to that type already.</returns>
    public bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ArgumentNullException.ThrowIfNull(channel);
        if (subscriber is ActorCell cell && !cell.TryMarkSubscribed()) return false;
        lock (_gate)
        {
            if (Array.IndexOf(_subscriptions, (subscriber, channel)) >= 0) return false;
            Volatile.Write(ref _subscriptions, [.. _subscriptions, (subscriber, channel)]);
            _subscribersByEvent.Clear();
        }

        if (subscriber is ActorCell { IsTerminated: true }) Unsubscribe(subscriber);
        return true;
    }

    public bool Unsubscribe(IActorRef subscriber, Type channel) =>
        Remove(entry => entry.Subscriber.Equals(subscriber) && entry.Channel == channel);

    public bool Unsubscribe(IActorRef subscriber) => Remove(entry => entry.Subscriber.Equals(subscriber));

    public void Publish(object @event)
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (@event is LogEvent logEvent) Volatile.Read(ref _logSink)?.Invoke(logEvent);
        if (Volatile.Read(ref _subscriptions).Length == 0) return;
        var type = @event.GetType();
        if (!_subscribersByEvent.TryGetValue(type, out var subscribers)) subscribers = FindSubscribers(type);
        foreach (var subscriber in subscribers) subscriber.Tell(@event, ActorRefs.NoSender);
    }

    /// <summary>Adds a function that is called for each log event, on the publisher's thread, also while the system stops.</summary>
    internal void AttachLogSink(Action<LogEvent> sink)
    {
        lock (_gate) _logSink += sink;
    }

    private IActorRef[] FindSubscribers(Type type)
    {
        lock (_gate)
        {
            var found = _subscriptions.Where(entry => entry.Channel.IsAssignableFrom(type));
            return _subscribersByEvent[type] = [.. found.Select(entry => entry.Subscriber).Distinct()];
        }
    }

    private bool Remove(Predicate<(IActorRef Subscriber, Type Channel)> isMeant)
    {
        lock (_gate)
        {
            var kept = Array.FindAll(_subscriptions, entry => !isMeant(entry));
            if (kept.Length == _subscriptions.Length) return false;
            Volatile.Write(ref _subscriptions, kept);
            _subscribersByEvent.Clear();
            return true;
        }
    }
}

public static class EventStreamExtensions
{
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Subscribe(subscriber, typeof(TChannel));

    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Unsubscribe(subscriber, typeof(TChannel));
}
