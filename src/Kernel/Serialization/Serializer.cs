using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Serialization;

/// <summary>Makes bytes of messages that cross to another node, and messages of bytes.</summary>
public abstract class Serializer(ExtendedActorSystem system)
{
    [SuppressMessage("Design", "CA1051", Justification = "The surface is Akka.NET's.")]
    protected readonly ExtendedActorSystem system = system;

    /// <summary>Names the serializer on the wire: the same on all nodes, in every version.</summary>
    public virtual int Identifier => throw new NotSupportedException($"{GetType()} has to override {nameof(Identifier)}.");

    /// <summary>Whether <see cref="FromBinary(byte[], Type)"/> needs the type.</summary>
    public abstract bool IncludeManifest { get; }

    public abstract byte[] ToBinary(object obj);

    public abstract object FromBinary(byte[] bytes, Type type);
}

/// <summary>A serializer that names the kinds of its messages itself, so that classes may be renamed and versions live together.</summary>
public abstract class SerializerWithStringManifest(ExtendedActorSystem system) : Serializer(system)
{
    public sealed override bool IncludeManifest => true;

    public abstract string Manifest(object o);

    /// <param name="bytes">The array is the serializer's own from now on: what it returns may go on pointing into it.</param>
    /// <param name="manifest">As <see cref="Manifest"/> named it.</param>
    public abstract object FromBinary(byte[] bytes, string manifest);

    public sealed override object FromBinary(byte[] bytes, Type type) =>
        throw new NotSupportedException("A serializer with a string manifest is told the manifest.");
}
