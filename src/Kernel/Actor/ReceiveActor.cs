namespace XmppActors.Kernel.Actor;

/// <summary>An actor whose handlers are told apart by message type, tried in the order in which they were declared.</summary>
/// <remarks>Handlers are declared in the constructor, or within the action given to <see cref="Become(Action)"/>.</remarks>
public abstract class ReceiveActor : UntypedActor
{
    private Handler? _initial;
    private HandlerList? _declaring = new();

    protected sealed override void OnReceive(object message)
    {
        if (_declaring is not null)
        {
            _initial = _declaring.First;
            _declaring = null;
        }

        Run(_initial, message);
    }

    protected void Become(Action configure) => base.Become(Declare(configure));

    protected void BecomeStacked(Action configure) => base.BecomeStacked(Declare(configure));

    protected void Receive<T>(Action<T> handler, Predicate<T>? shouldHandle = null) =>
        Add(shouldHandle is null ? new ActionHandler<T>(handler) : new GuardedHandler<T>(handler, shouldHandle));

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    /// <summary>Declares a handler that says whether it took the message.</summary>
    protected void Receive<T>(Func<T, bool> handler) => Add(new FunctionHandler<T>(handler));

    /// <summary>Declares the handler for all else; it has to be the last.</summary>
    protected void ReceiveAny(Action<object> handler)
    {
        Add(new ActionHandler<object>(handler));
        _declaring!.IsComplete = true;
    }

    private void Add(Handler handler)
    {
        if (_declaring is null)
            throw new InvalidOperationException("Handlers are declared in the constructor or within Become(Action).");
        _declaring.Add(handler);
    }

    private UntypedReceive Declare(Action configure)
    {
        var outer = _declaring;
        var declared = _declaring = new HandlerList();
        try
        {
            configure();
        }
        finally
        {
            _declaring = outer;
        }

        var first = declared.First;
        return message => Run(first, message);
    }

    private void Run(Handler? handler, object message)
    {
        for (; handler is not null; handler = handler.Next)
        {
            if (handler.TryHandle(message)) return;
        }

        Unhandled(message);
    }

    private sealed class HandlerList
    {
        private Handler? _last;

        internal Handler? First { get; private set; }

        internal bool IsComplete { get; set; }

        internal void Add(Handler handler)
        {
            if (IsComplete) throw new InvalidOperationException("A handler declared after ReceiveAny would never run.");
            if (_last is null) First = handler;
            else _last.Next = handler;
            _last = handler;
        }
    }

    private abstract class Handler
    {
        internal Handler? Next { get; set; }

        internal abstract bool TryHandle(object message);
    }

    private sealed class ActionHandler<T>(Action<T> handler) : Handler
    {
        internal override bool TryHandle(object message)
        {
            if (message is not T typed) return false;
            handler(typed);
            return true;
        }
    }

    private sealed class GuardedHandler<T>(Action<T> handler, Predicate<T> shouldHandle) : Handler
    {
        internal override bool TryHandle(object message)
        {
            if (message is not T typed || !shouldHandle(typed)) return false;
            handler(typed);
            return true;
        }
    }

    private sealed class FunctionHandler<T>(Func<T, bool> handler) : Handler
    {
        internal override bool TryHandle(object message) => message is T typed && handler(typed);
    }
}
