using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Bootstrap.Journals;
using XmppActors.Kernel.Configuration;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Support;

/// <summary>A system whose time and turns pass only when the test says so: nothing in it is left to chance, and nothing is waited for.</summary>
internal sealed class Stage : IDisposable
{
    internal Stage(string config = "", int? seed = null, IJournal? persistence = null)
    {
        Turns = new SteppedTurns(seed);
        System = new KernelSetup { Time = Time, Dispatcher = Turns, Random = new Random(1), LogSink = Log.Add, Persistence = persistence }
            .CreateSystem("stage", ConfigurationFactory.ParseString(config));
        DeadLetters = Probe.In(System);
        System.EventStream.Subscribe(DeadLetters.Ref, typeof(AllDeadLetters));
        Settle();
    }

    internal ManualTime Time { get; } = new();

    internal SteppedTurns Turns { get; }

    internal List<LogEvent> Log { get; } = [];

    internal ActorSystem System { get; }

    /// <summary>Hears all dead letters and unhandled messages.</summary>
    internal Probe DeadLetters { get; }

    public void Dispose()
    {
        System.Terminate();
        Settle();
    }

    /// <summary>Lets all actors do what they have to do.</summary>
    internal void Settle() => Turns.RunAll();

    /// <summary>Lets actors work until a task has ended that also runs on the thread pool; fails after a minute.</summary>
    internal async Task PlayUntilAsync(Task end)
    {
        while (!end.IsCompleted)
        {
            Settle();
            await Task.WhenAny(end, Turns.NextAsync())
                .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }

        Settle();
    }

    /// <summary>Lets time pass, timer by timer, and all actors do what they have to do after each.</summary>
    internal void Advance(TimeSpan by)
    {
        var end = Time.GetUtcNow() + by;
        while (Time.NextDue is { } due && due <= end)
        {
            Time.Advance(due - Time.GetUtcNow());
            Settle();
        }

        Time.Advance(end - Time.GetUtcNow());
        Settle();
    }

    internal IActorRef Start(Action<object, IActorContext> onMessage, string? name = null) =>
        System.ActorOf(Scripted.Props(onMessage), name);

    internal void Tell(IActorRef receiver, object message, IActorRef? sender = null)
    {
        receiver.Tell(message, sender);
        Settle();
    }
}
