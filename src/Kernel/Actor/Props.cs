using System.Linq.Expressions;

namespace XmppActors.Kernel.Actor;

/// <summary>How to make an actor, as often as it is restarted: its type, the arguments of its constructor, and its mailbox.</summary>
/// <remarks>Immutable, so one may serve any number of actors.</remarks>
public class Props
{
    private readonly ActorFactory _factory;
    private readonly object?[] _arguments;
    private readonly Options? _options;

    private Props(ActorFactory factory, object?[] arguments, Options? options = null)
    {
        _factory = factory;
        _arguments = arguments;
        _options = options;
    }

    public Type Type => _factory.ActorType;

    public object?[] Arguments => _arguments;

    /// <summary>Takes the place of the actor's own <c>SupervisorStrategy()</c>; <c>null</c> leaves it.</summary>
    public SupervisorStrategy? SupervisorStrategy => _options?.SupervisorStrategy;

    /// <summary>The path in the configuration that describes the mailbox; <c>null</c> for one without bound.</summary>
    public string? Mailbox => _options?.Mailbox;

    internal int StashCapacity => _options?.StashCapacity ?? -1;

    /// <param name="factory">Of the form <c>() => new MyActor(a, b)</c>. The arguments are read now, once; each instance gets the same ones.</param>
    /// <param name="supervisorStrategy">How the actor treats its children's failures, in place of its own.</param>
    public static Props Create<TActor>(
        Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null) where TActor : ActorBase
    {
        if (factory.Body is not NewExpression { Constructor: { } constructor } creation)
            throw new ArgumentException("The expression has to be of the form () => new MyActor(...).", nameof(factory));
        var arguments = ExpressionArguments.Read(creation.Arguments);
        return new Props(ActorFactory.Of(constructor), arguments).WithOptionalStrategy(supervisorStrategy);
    }

    public static Props Create<TActor>(params object?[] args) where TActor : ActorBase => Create(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy) where TActor : ActorBase, new() =>
        Create<TActor>().WithSupervisorStrategy(supervisorStrategy);

    /// <param name="type">A concrete actor.</param>
    /// <param name="args">Have to fit exactly one of its constructors.</param>
    public static Props Create(Type type, params object?[] args) => new(ActorFactory.Of(type, args), args);

    /// <summary>Chooses the mailbox by a path in the configuration, such as <c>bounded-mailbox</c>.</summary>
    public Props WithMailbox(string mailbox) =>
        new(_factory, _arguments, (_options ?? Options.Default) with { Mailbox = mailbox });

    /// <summary>Bounds the stash: one message more and the actor fails with <see cref="StashOverflowException"/>.</summary>
    public Props WithStashCapacity(int stashCapacity) =>
        new(_factory, _arguments, (_options ?? Options.Default) with { StashCapacity = stashCapacity });

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) =>
        new(_factory, _arguments, (_options ?? Options.Default) with { SupervisorStrategy = supervisorStrategy });

    /// <summary>Props whose actor fails as it is made: so a broken factory is its supervisor's business, not its caller's.</summary>
    internal static Props Failing(Exception cause) => new(ActorFactory.Failing, [cause]);

    internal ActorBase NewActor() => _factory.Make(_arguments);

    private Props WithOptionalStrategy(SupervisorStrategy? strategy) =>
        strategy is null ? this : WithSupervisorStrategy(strategy);

    private sealed record Options(string? Mailbox, int StashCapacity, SupervisorStrategy? SupervisorStrategy)
    {
        internal static readonly Options Default = new(null, -1, null);
    }
}
