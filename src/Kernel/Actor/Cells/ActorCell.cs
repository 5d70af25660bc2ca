namespace XmppActors.Kernel.Actor;

/// <summary>Everything of an actor save its instance: its reference, context, mailbox and place in the tree, in one object.</summary>
/// <remarks>
/// An idle actor costs this object and its instance. The mailbox exists only while it holds messages (<c>ActorCell.Mailbox.cs</c>);
/// children, watches, timers, stash and the like are in <see cref="CellExtras"/>, made when first used.
/// What is not said to be under the lock belongs to the running turn.
/// </remarks>
internal sealed partial class ActorCell : InternalActorRef, IUntypedActorContext, IThreadPoolWorkItem
{
    [ThreadStatic]
    private static ActorCell? _current;

    private readonly ActorSystemImpl _system;
    private readonly InternalActorRef _parent;
    private readonly string? _name;
    private readonly int _uid;
    private readonly Props _props;

    private int _state; // See CellState.
    private ActorBase? _actor;
    private Receive? _behaviour; // null: the actor's own.
    private CellExtras? _extras;

    /// <param name="system">Its system.</param>
    /// <param name="parent">Its supervisor.</param>
    /// <param name="name"><c>null</c> for a name made from the number of the incarnation.</param>
    /// <param name="props">How to make its instances.</param>
    internal ActorCell(ActorSystemImpl system, InternalActorRef parent, string? name, Props props)
    {
        _system = system;
        _parent = parent;
        _name = name;
        _props = props;
        _uid = system.NextUid();
        _state = CellState.Scheduled; // Until Start() queues the first turn, messages only gather.
        if (props.Mailbox is { } mailbox)
        {
            Extras.MailboxCapacity = system.MailboxCapacity(mailbox);
            _state |= CellState.Bounded;
        }
    }

    /// <summary>The actor that runs on this thread.</summary>
    internal static ActorCell? Current => _current;

    internal static ActorCell CurrentOrThrow => _current ?? throw NoContext();

    public override ActorPath Path => new ChildActorPath(_parent.Path, PathName, Uid);

    public IActorRef Self => this;

    public Props Props => _props;

    public IActorRef Sender => _sender ?? _system.DeadLetters;

    public IActorRef Parent => _parent;

    public ActorSystem System => _system;

    internal override ActorSystemImpl SystemImpl => _system;

    /// <summary>Its name among its siblings, made anew at each call for an anonymous one.</summary>
    internal string Name => _name ?? AnonymousName.Of(_uid);

    internal string? GivenName => _name;

    internal override long Uid => _system.UidOf(_uid);

    internal InternalActorRef ParentRef => _parent;

    internal bool IsTerminated => (Volatile.Read(ref _state) & CellState.Closed) != 0;

    /// <summary>The same for a reference to this incarnation that came back after its end.</summary>
    public override bool Equals(IActorRef? other) =>
        ReferenceEquals(this, other) || (other is EndedActorRef ended && ended.Equals(this));

    public override int GetHashCode() => _uid;

    internal override bool TryMarkExported()
    {
        var state = Lock();
        var isAlive = (state & CellState.Closed) == 0;
        Unlock(isAlive ? state | CellState.Exported : state);
        return isAlive;
    }

    /// <summary>A child by its name, or by its name as a path shows it; on any thread.</summary>
    internal ActorCell? FindChild(string element)
    {
        if (_extras?.Children is not { } children) return null;
        lock (children.Gate)
        {
            return children.Find(element)
                ?? (element.Contains('%', StringComparison.Ordinal) ? children.Find(Uri.UnescapeDataString(element)) : null);
        }
    }

    private CellExtras Extras => _extras ??= new CellExtras();

    // A sharded entity's name is whatever its id is; in a path it is escaped.
    private string PathName => _name is null ? AnonymousName.Of(_uid)
        : ActorPath.IsValidPathElement(_name) ? _name : Uri.EscapeDataString(_name);

    public void Become(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        _behaviour = receive;
    }

    public void BecomeStacked(Receive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        (Extras.Behaviours ??= new Stack<Receive?>()).Push(_behaviour);
        _behaviour = receive;
    }

    public void UnbecomeStacked() =>
        _behaviour = _extras?.Behaviours is { Count: > 0 } below ? below.Pop() : null;

    public void Become(UntypedReceive receive) => Become(AlwaysHandled(receive));

    public void BecomeStacked(UntypedReceive receive) => BecomeStacked(AlwaysHandled(receive));

    private static Receive AlwaysHandled(UntypedReceive receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return message =>
        {
            receive(message);
            return true;
        };
    }

    private static NotSupportedException NoContext() => new(
        "No actor runs on this thread. After an await the context is gone: pipe the result to the actor, or copy what is needed before.");
}
