using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed partial class SupervisionTests
{
    private sealed class Scene : IDisposable
    {
        private readonly IActorRef _parent;

        internal Scene(Directive directive) : this(new OneForOneStrategy(_ => directive))
        {
        }

        internal Scene(SupervisorStrategy strategy)
        {
            _parent = Stage.System.ActorOf(Props.Create(() => new Supervisor(strategy, Child.Props(Log))), "parent");
            Stage.Settle();
        }

        internal Stage Stage { get; } = new();

        internal List<string> Log { get; } = [];

        public void Dispose() => Stage.Dispose();

        internal void TellChild(params object[] messages)
        {
            foreach (var message in messages) _parent.Tell(new ToChild(message));
            Stage.Settle();
        }
    }

    private sealed record ToChild(object Message);

    private sealed class Supervisor(SupervisorStrategy strategy, Props child) : UntypedActor
    {
        private IActorRef _child = ActorRefs.Nobody;

        protected override SupervisorStrategy SupervisorStrategy() => strategy;

        protected override void PreStart() => _child = Context.ActorOf(child, "child");

        protected override void OnReceive(object message)
        {
            if (message is "child?") Sender.Tell(_child);
            else _child.Tell(message is ToChild to ? to.Message : message);
        }
    }

    private sealed class Asker(IActorRef parent) : UntypedActor
    {
        [ThreadStatic]
        internal static IActorRef? Found;

        protected override void OnReceive(object message)
        {
            if (message is IActorRef found) Found = found;
            else parent.Tell("child?");
        }
    }

    private sealed class Child : UntypedActor
    {
        private readonly List<string> _log;
        private readonly int _instance;

        public Child(List<string> log)
        {
            _log = log;
            _instance = 1 + log.Count(entry => entry.EndsWith(":made", StringComparison.Ordinal));
            Note("made");
        }

        internal static Props Props(List<string> log) => Actor.Props.Create<Child>(log);

        protected override void PreStart() => Note("started");

        protected override void PostStop() => Note("stopped");

        protected override void PreRestart(Exception reason, object? message)
        {
            Note($"pre-restart({message})");
            base.PreRestart(reason, message);
        }

        protected override void PostRestart(Exception reason)
        {
            Note("post-restart");
            base.PostRestart(reason);
        }

        protected override void OnReceive(object message)
        {
            if (message is "boom") throw new InvalidOperationException("boom");
            Note((string)message);
        }

        private void Note(string what) => _log.Add($"{_instance}:{what}");
    }

    private sealed class Stillborn : UntypedActor
    {
        public Stillborn() => throw new InvalidOperationException("never");

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Hesitant : UntypedActor
    {
        private readonly List<string> _log;

        public Hesitant(Func<bool> mayStart, List<string> log)
        {
            _log = log;
            if (!mayStart()) throw new InvalidOperationException("not yet");
        }

        protected override void OnReceive(object message) => _log.Add((string)message);
    }

    private sealed class Parent : UntypedActor
    {
        private readonly List<string> _log;

        public Parent(List<string> log)
        {
            _log = log;
            log.Add("parent made");
        }

        protected override void PreStart() => Context.ActorOf(Props.Create(() => new Noted(_log)), "noted");

        protected override void PreRestart(Exception reason, object? message)
        {
            _log.Add("parent failing");
            base.PreRestart(reason, message);
        }

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");
    }

    private sealed class Noted : UntypedActor
    {
        private readonly List<string> _log;

        public Noted(List<string> log)
        {
            _log = log;
            log.Add("child made");
        }

        protected override void PostStop() => _log.Add("child stopped");

        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Keeper(Props child) : UntypedActor
    {
        protected override void PreStart() => Context.ActorOf(child, "kept");

        protected override void PostRestart(Exception reason)
        {
        }

        protected override void PreRestart(Exception reason, object? message)
        {
        }

        protected override void OnReceive(object message)
        {
            if (message is "boom!") throw new InvalidOperationException("boom");
            Context.Child("kept").Tell(message);
        }
    }

    /// <summary>Its children's failures are its supervisor's, and its children survive its restarts.</summary>
    private sealed class Brood(List<string>[] logs) : UntypedActor
    {
        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

        protected override void PreStart()
        {
            foreach (var log in logs) Context.ActorOf(Child.Props(log));
        }

        protected override void PreRestart(Exception reason, object? message)
        {
        }

        protected override void PostRestart(Exception reason)
        {
        }

        protected override void OnReceive(object message)
        {
            foreach (var child in Context.GetChildren()) child.Tell(message);
        }
    }

    private sealed class Relapsing(List<string> log) : UntypedActor
    {
        protected override void PreRestart(Exception reason, object? message) => log.Add("pre-restart");

        protected override void PostRestart(Exception reason)
        {
            log.Add("post-restart");
            throw new InvalidOperationException("again");
        }

        protected override void OnReceive(object message) => throw new InvalidOperationException("boom");
    }

    private sealed class BadEnd : UntypedActor
    {
        protected override void PostStop() => throw new InvalidOperationException("bad end");

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
