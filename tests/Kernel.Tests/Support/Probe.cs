using System.Collections.Concurrent;
using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Support;

/// <summary>An actor that keeps what it is told.</summary>
internal sealed class Probe
{
    private readonly ConcurrentQueue<object> _received = new();

    internal required IActorRef Ref { get; init; }

    /// <summary>All that came so far.</summary>
    internal IReadOnlyList<object> Received => [.. _received];

    internal static Probe In(ActorSystem system, string? name = null)
    {
        Probe? probe = null;
        var actor = system.ActorOf(Scripted.Props((message, _) => probe!._received.Enqueue(message)), name);
        return probe = new Probe { Ref = actor };
    }

    /// <summary>Takes what came, and forgets it.</summary>
    internal object[] Take()
    {
        var taken = new List<object>();
        while (_received.TryDequeue(out var message)) taken.Add(message);
        return [.. taken];
    }
}

/// <summary>An actor whose behaviour is a function.</summary>
internal sealed class Scripted(Action<object, IActorContext> onMessage) : UntypedActor
{
    internal static Props Props(Action<object, IActorContext> onMessage) => Actor.Props.Create<Scripted>(onMessage);

    protected override void OnReceive(object message) => onMessage(message, Context);
}
