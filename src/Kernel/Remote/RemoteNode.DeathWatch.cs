using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Remote;

/// <remarks>Who watches is kept on both sides: on the watcher's, to tell it when the node is given up; on the subject's, to forget watchers then.</remarks>
internal sealed partial class RemoteNode
{
    /// <summary>How many watches across are known; for tests.</summary>
    internal int WatchCount
    {
        get
        {
            lock (_gate) return _watching.Count + _watchers.Count;
        }
    }

    /// <summary>An actor here watches one of this node.</summary>
    internal void Watch(InternalActorRef watcher, RemoteActorRef subject)
    {
        var bytes = System.LocalRefs.BytesOf(watcher);
        lock (_gate)
        {
            if (!_isGone)
            {
                if (!_watching.Add(new WatchPair(watcher, subject))) return;
                if (subject.Uid == 0) _watchedByPath++;
                Send(SystemOperation.Watch, subject, bytes);
                return;
            }
        }

        TellGone(watcher, subject);
    }

    internal void Unwatch(InternalActorRef watcher, RemoteActorRef subject)
    {
        lock (_gate)
        {
            if (!RemoveWatching(new WatchPair(watcher, subject))) return;
            Send(SystemOperation.Unwatch, subject, System.LocalRefs.BytesOf(watcher));
        }
    }

    /// <summary>An actor here, which one of this node watches, has ended.</summary>
    internal void TellEnd(RemoteActorRef watcher, InternalActorRef subject, bool existenceConfirmed)
    {
        var bytes = System.LocalRefs.BytesOf(subject);
        lock (_gate)
        {
            _watchers.Remove(new WatchPair(watcher, subject));
            if (!_isGone) Send(existenceConfirmed ? SystemOperation.Ended : SystemOperation.NotThere, watcher, bytes);
        }
    }

    internal void Stop(RemoteActorRef target)
    {
        lock (_gate)
        {
            if (!_isGone) Send(SystemOperation.Stop, target, []);
        }
    }

    /// <summary>Performs what the node's engine asks for; under <see cref="Delivery"/>.</summary>
    /// <param name="target">The actor here that it is about; one that has ended where there is none.</param>
    /// <param name="other">The reference that was sent along.</param>
    /// <returns><c>false</c>: it makes no sense.</returns>
    internal bool Perform(SystemOperation operation, InternalActorRef target, IActorRef? other)
    {
        switch (operation)
        {
            case SystemOperation.Watch when other is RemoteActorRef watcher && IsSameAs(watcher.Node):
                lock (_gate) _watchers.Add(new WatchPair(watcher, target));
                target.SendSystem(new AddWatcher(watcher));
                return true;
            case SystemOperation.Unwatch when other is RemoteActorRef watcher && IsSameAs(watcher.Node):
                lock (_gate) _watchers.Remove(new WatchPair(watcher, target));
                target.SendSystem(new RemoveWatcher(watcher));
                return true;
            case SystemOperation.Ended or SystemOperation.NotThere when other is RemoteActorRef subject:
                if (TakeWatched(target, subject) is { } watched)
                    target.SendSystem(new WatchedEnded(watched, operation == SystemOperation.Ended));
                return true;
            case SystemOperation.Stop:
                target.SendSystem(new TerminateActor());
                return true;
            default:
                return false;
        }
    }

    /// <summary>The reference by which an actor here watches one that has ended; <c>null</c> when it does not any more.</summary>
    private RemoteActorRef? TakeWatched(InternalActorRef watcher, RemoteActorRef ended)
    {
        lock (_gate)
        {
            if (_watching.TryGetValue(new WatchPair(watcher, ended), out var known))
            {
                RemoveWatching(known);
                return (RemoteActorRef)known.Subject;
            }

            if (_watchedByPath == 0) return null;
            foreach (var watch in _watching)
            {
                if (watch.Subject is not RemoteActorRef { Uid: 0 } subject || !watch.Watcher.Equals(watcher) || subject.Path != ended.Path) continue;
                RemoveWatching(watch);
                return subject;
            }

            return null;
        }
    }

    private bool RemoveWatching(WatchPair watch)
    {
        if (!_watching.Remove(watch)) return false;
        if (watch.Subject.Uid == 0) _watchedByPath--;
        return true;
    }
}
