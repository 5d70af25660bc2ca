using XmppActors.Kernel.Persistence;

namespace XmppActors.Kernel.Actor;

/// <remarks>A turn: up to <see cref="Batch"/> messages on one thread of the pool, each after all system messages that have come.</remarks>
internal sealed partial class ActorCell
{
    /// <summary>Messages handled before other actors get the thread.</summary>
    private const int Batch = 64;

    /// <summary>Turns that one thread may put on top of its own queue, one after the other, before one goes to the end of the common queue:
    /// actors that wake each other without end must not starve what came before them.</summary>
    private const int LocalBurst = 32;

    [ThreadStatic]
    private static int _localTurns;

    void IThreadPoolWorkItem.Execute()
    {
        var outer = _current;
        _current = this;
        try
        {
            RunTurn();
        }
        finally
        {
            _current = outer;
        }
    }

    /// <summary>Queues the first turn, in which the actor is made.</summary>
    internal void Start() => Schedule();

    private void RunTurn()
    {
        if ((_state & CellState.Created) == 0) CreateWithFirstMessageAside();
        for (var handled = 0; handled < Batch; handled++)
        {
            if (Volatile.Read(ref _systemMessages) is not null) HandleSystemMessages();
            if ((_state & (CellState.Suspended | CellState.Closed)) != 0) break;
            if (_message is null)
            {
                if (!TryDequeue(out var envelope)) break;
                _message = envelope.Message;
                _sender = envelope.Sender;
            }

            if ((_state & CellState.Leased) == 0 || _system.ActingTime is not { IsNow: false }) Handle(_message);
            else Refuse(new Envelope(_message, _sender));
            _message = null;
            _sender = null;
        }

        if (!TrySleep()) ScheduleAgain();
    }

    /// <summary>A constructor sees no sender, even when a message waits already.</summary>
    private void CreateWithFirstMessageAside()
    {
        var first = new Envelope(_message!, _sender);
        _message = null;
        _sender = null;
        Create();
        _message = first.Message;
        _sender = first.Sender;
    }

    private void HandleSystemMessages()
    {
        if (_message is not null) // Came first and is not handled yet: what is unstashed now comes before it.
        {
            (Extras.Front ??= new EnvelopeDeque()).AddLast(new Envelope(_message, _sender));
            _message = null;
            _sender = null;
        }

        while (TakeSystemMessages() is { } message)
        {
            while (message is not null)
            {
                var next = message.Next;
                if ((_state & CellState.Closed) != 0) message.ApplyToDead(this);
                else message.ApplyTo(this);
                message = next;
            }
        }
    }

    private void Handle(object message)
    {
        try
        {
            if (message is IAutoReceivedMessage) HandleAutomatically(message);
            else _actor!.Deliver(_behaviour, message);
        }
        catch (Exception failure) // The one place where an actor's failure is caught: its supervisor decides.
        {
            Fail(failure, message);
        }

        if (_extras is not { } extras) return;
        extras.Stash?.MessageHandled();
        if (extras.ReceiveTimeout is { } clock && message is not INotInfluenceReceiveTimeout) clock.Touch();
    }

    /// <summary>Another node may run this entity by now. Without the journal's answer it would wait for ever, should the node act again.</summary>
    private void Refuse(Envelope envelope)
    {
        ToDeadLetters(envelope);
        if (envelope.Message is JournalAnswer) Stop(this);
    }

    private void HandleAutomatically(object message)
    {
        switch (message)
        {
            case PoisonPill:
                Stop(this);
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case Terminated terminated:
                DeliverTerminated(terminated);
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, this), this);
                break;
            case TimerFired fired:
                if (_extras?.Timers?.Claim(fired) is { } due) DeliverNow(due.Message, this);
                break;
            case ReceiveTimeoutTick tick:
                if (ReferenceEquals(tick.Clock, _extras?.ReceiveTimeout) && tick.Clock.IsDue())
                    DeliverNow(Actor.ReceiveTimeout.Instance, null);
                break;
            default:
                _actor!.Deliver(_behaviour, message);
                break;
        }
    }

    private void DeliverNow(object message, IActorRef? sender)
    {
        _message = message;
        _sender = sender;
        _actor!.Deliver(_behaviour, message);
    }

    private void Schedule()
    {
        if (_system.Dispatcher is { } dispatcher) dispatcher.Schedule(this);
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: _current is not null && (++_localTurns % LocalBurst) != 0);
    }

    private void ScheduleAgain()
    {
        if (_system.Dispatcher is { } dispatcher) dispatcher.Schedule(this);
        else ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
