namespace XmppActors.Kernel.Actor;

internal sealed partial class ActorCell
{
    private bool HasChildren => _extras?.Children is { Count: > 0 };

    public IActorRef ActorOf(Props props, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null && !ActorPath.IsValidPathElement(name))
            throw new InvalidActorNameException($"\"{name}\" cannot be an actor's name: see ActorPath.IsValidPathElement.");
        if (IsTerminating) throw new InvalidOperationException("Cannot create child while terminating or terminated");
        return AttachChild(props, name);
    }

    public ActorSelection ActorSelection(string actorPath) => Actor.ActorSelection.Of(_system, actorPath);

    public ActorSelection ActorSelection(ActorPath actorPath) => Actor.ActorSelection.Of(_system, actorPath);

    public IActorRef Child(string name) => (IActorRef?)_extras?.Children?.Find(name) ?? Nobody.Instance;

    public IEnumerable<IActorRef> GetChildren() => ChildCells();

    /// <summary>Prepares for children that are added by any thread: for guardians, regions and shards, before they are started.</summary>
    internal ChildTable PrepareSharedChildren() => Extras.Children ??= new ChildTable();

    /// <summary>Starts a child; from any thread after <see cref="PrepareSharedChildren"/>, else only in a turn.</summary>
    internal ActorCell AttachChild(Props props, string? name, bool sharedChildren = false) =>
        TryAttachChild(props, name, sharedChildren)
        ?? throw new InvalidOperationException("Cannot create child while terminating or terminated");

    /// <returns><c>null</c> if it is terminating or has ended.</returns>
    internal ActorCell? TryAttachChild(Props props, string? name, bool sharedChildren = false)
    {
        var children = Extras.Children ??= new ChildTable();
        while (true)
        {
            var child = new ActorCell(_system, this, name, props);
            if (sharedChildren) child.PrepareSharedChildren();
            switch (children.TryAdd(child))
            {
                case ChildTable.Addition.Added:
                    child.Start();
                    return child;
                case ChildTable.Addition.Closed:
                    return null;
                case ChildTable.Addition.NameTaken when name is not null:
                    throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
            }

            // An anonymous name can be taken once the numbers have gone round: the next child has the next.
        }
    }

    private ActorCell[] ChildCells() => _extras?.Children?.ToArray() ?? [];

    private bool IsChild(ActorCell cell) =>
        ReferenceEquals(cell._parent, this) && ReferenceEquals(_extras?.Children?.Find(cell.Name), cell);

    private void MarkDying(ActorCell child)
    {
        var state = child.Lock();
        child.Unlock(state | CellState.Dying);
        if ((state & CellState.Dying) == 0 && IsChild(child)) Extras.DyingChildren++;
    }

    /// <summary>A child has ended: its name is free, and what waited for it goes on.</summary>
    private void RemoveChild(ActorCell child)
    {
        if (_extras?.Children is not { } children || !children.Remove(child)) return;
        _extras.Restarts?.Remove(child);
        if ((Volatile.Read(ref child._state) & CellState.Dying) != 0) _extras.DyingChildren--;
        (_actor as IChildObserver)?.ChildEnded(child);
        switch (_extras.Phase)
        {
            case ActorPhase.Restarting when _extras.DyingChildren == 0:
                FinishRecreate(_extras.RestartCause);
                break;
            case ActorPhase.Terminating when children.Count == 0:
                FinishTerminate();
                break;
        }
    }
}

/// <summary>An actor of the engine that has to know at once, and not through its mailbox, when a child has ended.</summary>
internal interface IChildObserver
{
    void ChildEnded(ActorCell child);
}
