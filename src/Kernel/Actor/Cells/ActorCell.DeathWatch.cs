namespace XmppActors.Kernel.Actor;

/// <remarks>
/// A watched actor's end comes as a system message and is put behind the messages that its watcher has already: so all that the
/// ended actor told the watcher is handled before.
/// </remarks>
internal sealed partial class ActorCell
{
    public IActorRef Watch(IActorRef subject) => Watch(subject, message: null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Watch(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        if (ReferenceEquals(subject, this) || _extras is null) return subject;
        if (_extras.Watching?.Remove(subject) is true && subject is InternalActorRef internalRef)
            internalRef.SendSystem(new RemoveWatcher(this));
        _extras.TerminatedQueued?.Remove(subject);
        return subject;
    }

    internal void AddWatcher(InternalActorRef watcher) => (Extras.Watchers ??= []).Add(watcher);

    internal void RemoveWatcher(InternalActorRef watcher) => _extras?.Watchers?.Remove(watcher);

    internal void HandleWatchedEnded(IActorRef ended, bool existenceConfirmed, bool addressTerminated)
    {
        if (_extras?.Watching?.Remove(ended, out var replacement) is true && !IsTerminating)
        {
            (_extras.TerminatedQueued ??= [])[ended] = replacement;
            TellSelf(new Terminated(ended, existenceConfirmed, addressTerminated), ended);
        }

        if (ended is ActorCell child && ReferenceEquals(child._parent, this)) RemoveChild(child);
    }

    private IActorRef Watch(IActorRef subject, object? message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (ReferenceEquals(subject, this)) return subject;
        var watching = Extras.Watching ??= [];
        if (watching.TryGetValue(subject, out var known))
        {
            if (!Equals(known, message))
                throw new InvalidOperationException($"{subject} is watched already, with another message: Unwatch it first.");
            return subject;
        }

        watching.Add(subject, message);
        if (subject is InternalActorRef internalRef) internalRef.SendSystem(new AddWatcher(this));
        else SendSystem(new WatchedEnded(subject, existenceConfirmed: false)); // Nobody.
        return subject;
    }

    private void DeliverTerminated(Terminated terminated)
    {
        if (_extras?.TerminatedQueued?.Remove(terminated.ActorRef, out var replacement) is not true) return;
        DeliverNow(replacement ?? terminated, terminated.ActorRef);
    }

    private void UnwatchAll()
    {
        if (_extras is null) return;
        if (_extras.Watching is { } watching)
        {
            _extras.Watching = null;
            foreach (var subject in watching.Keys)
            {
                if (subject is InternalActorRef internalRef) internalRef.SendSystem(new RemoveWatcher(this));
            }
        }

        _extras.TerminatedQueued = null;
    }

    private void TellWatchers()
    {
        if (_extras?.Watchers is not { } watchers) return;
        foreach (var watcher in watchers)
        {
            // Its parent is told anyway.
            if (!ReferenceEquals(watcher, _parent)) watcher.SendSystem(new WatchedEnded(this, existenceConfirmed: true));
        }
    }
}
