using System.Collections.Concurrent;
using System.Reflection;

namespace XmppActors.Kernel.Actor;

/// <summary>Calls one constructor of one actor type, quickly; shared by all <see cref="Props"/> that name it.</summary>
internal class ActorFactory
{
    private const BindingFlags AnyInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<ConstructorInfo, ActorFactory> Known = new();

    private readonly ConstructorInvoker? _constructor;

    private ActorFactory(Type actorType, ConstructorInfo? constructor)
    {
        ActorType = actorType;
        _constructor = constructor is null ? null : ConstructorInvoker.Create(constructor);
    }

    /// <summary>Throws its only argument in place of making an actor.</summary>
    internal static ActorFactory Failing { get; } = new FailingFactory();

    internal Type ActorType { get; }

    internal static ActorFactory Of(ConstructorInfo constructor) => Known.GetOrAdd(
        constructor, static found => new ActorFactory(CheckedType(found.DeclaringType!), found));

    internal static ActorFactory Of(Type type, object?[] arguments)
    {
        CheckedType(type);
        ConstructorInfo? fitting = null;
        foreach (var candidate in type.GetConstructors(AnyInstance))
        {
            if (!Fits(candidate.GetParameters(), arguments)) continue;
            if (fitting is not null) return new BindingFactory(type); // Several would do: let the binder find the closest.
            fitting = candidate;
        }

        return fitting is null ? throw NoConstructor(type, arguments) : Of(fitting);
    }

    internal virtual ActorBase Make(object?[] arguments) => (ActorBase)_constructor!.Invoke(arguments.AsSpan());

    private static Type CheckedType(Type type) => type.IsSubclassOf(typeof(ActorBase)) && !type.IsAbstract
        ? type
        : throw new ArgumentException($"{type} is not a concrete actor.");

    private static bool Fits(ParameterInfo[] parameters, object?[] arguments)
    {
        if (parameters.Length != arguments.Length) return false;
        for (var i = 0; i < parameters.Length; i++)
        {
            var expected = parameters[i].ParameterType;
            var fits = arguments[i] is { } argument
                ? expected.IsInstanceOfType(argument)
                : !expected.IsValueType || Nullable.GetUnderlyingType(expected) is not null;
            if (!fits) return false;
        }

        return true;
    }

    private static ArgumentException NoConstructor(Type type, object?[] arguments) => new(
        $"{type} has no constructor for ({string.Join(", ", arguments.Select(a => a?.GetType().Name ?? "null"))}).");

    private sealed class BindingFactory(Type type) : ActorFactory(type, null)
    {
        internal override ActorBase Make(object?[] arguments) =>
            (ActorBase)Activator.CreateInstance(ActorType, AnyInstance | BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    private sealed class FailingFactory() : ActorFactory(typeof(ActorBase), null)
    {
        internal override ActorBase Make(object?[] arguments) => throw (Exception)arguments[0]!;
    }
}
