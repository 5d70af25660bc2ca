using System.Collections.Concurrent;
using System.Runtime.Serialization;
using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Serialization;

/// <summary>Knows for each type of message which serializer takes it to other nodes.</summary>
/// <remarks>To be filled before the first message crosses; all nodes have the same serializers.</remarks>
public class Serialization
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Type, Serializer?> _found = new();
    private readonly Dictionary<string, Serializer> _byName = [];
    private volatile Dictionary<int, Serializer> _byId = [];
    private volatile KeyValuePair<Type, Serializer>[] _bindings = [];

    public Serialization(ExtendedActorSystem system)
    {
        System = system;
        var builtIn = new KernelSerializer(system, this);
        AddSerializer("kernel", builtIn);
        foreach (var type in KernelSerializer.Types) AddSerializationMap(type, builtIn);
    }

    public ActorSystem System { get; }

    /// <summary>The reference as text, with node and incarnation: <see cref="IActorRefProvider.ResolveActorRef(string)"/> of any node makes a reference of it.</summary>
    /// <returns>Empty for no reference.</returns>
    public static string SerializedActorPath(IActorRef? actorRef) => actorRef switch
    {
        null => "",
        InternalActorRef internalRef => internalRef.SystemImpl.LocalRefs.TextOf(internalRef),
        _ => actorRef.Path.ToSerializationFormat(),
    };

    /// <param name="name">Names it among this system's serializers.</param>
    /// <param name="serializer">Its <see cref="Serializer.Identifier"/> is not used yet.</param>
    public void AddSerializer(string name, Serializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        lock (_gate)
        {
            var byId = new Dictionary<int, Serializer>(_byId);
            byId.Add(serializer.Identifier, serializer);
            _byName.Add(name, serializer);
            _byId = byId;
        }
    }

    /// <summary>Lets a serializer take messages of a type, and of those derived from it that have none of their own.</summary>
    public void AddSerializationMap(Type type, Serializer serializer)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(serializer);
        lock (_gate)
        {
            _bindings = [.. _bindings.Where(binding => binding.Key != type), KeyValuePair.Create(type, serializer)];
            _found.Clear();
        }
    }

    /// <exception cref="SerializationException">No serializer has this number.</exception>
    public Serializer GetSerializerById(int serializerId) => _byId.TryGetValue(serializerId, out var serializer)
        ? serializer
        : throw new SerializationException($"No serializer has the identifier {serializerId} here.");

    /// <exception cref="SerializationException">None takes it.</exception>
    public Serializer FindSerializerFor(object obj, string? defaultSerializerName = null)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return FindSerializerForType(obj.GetType(), defaultSerializerName);
    }

    /// <exception cref="SerializationException">None takes it.</exception>
    public Serializer FindSerializerForType(Type objectType, string? defaultSerializerName = null)
    {
        if (TryFind(objectType) is { } serializer) return serializer;
        lock (_gate)
        {
            if (defaultSerializerName is not null && _byName.TryGetValue(defaultSerializerName, out var named)) return named;
        }

        throw new SerializationException($"No serializer takes {objectType}.");
    }

    public byte[] Serialize(object o) => FindSerializerFor(o).ToBinary(o);

    /// <exception cref="SerializationException">No such serializer, or it cannot read this.</exception>
    public object Deserialize(byte[] bytes, int serializerId, Type type) => GetSerializerById(serializerId).FromBinary(bytes, type);

    /// <param name="bytes">Made by the serializer of this number; its own from now on.</param>
    /// <param name="serializerId">Its <see cref="Serializer.Identifier"/>.</param>
    /// <param name="manifest">As <see cref="ManifestOf"/> named it.</param>
    /// <exception cref="SerializationException">No such serializer, or it cannot read this.</exception>
    public object Deserialize(byte[] bytes, int serializerId, string manifest)
    {
        var serializer = GetSerializerById(serializerId);
        return serializer switch
        {
            SerializerWithStringManifest named => named.FromBinary(bytes, manifest),
            { IncludeManifest: true } => serializer.FromBinary(bytes, BoundType(manifest)),
            _ => serializer.FromBinary(bytes, typeof(object)),
        };
    }

    /// <summary>What has to be told beside the bytes, so that they can be read; empty for nothing.</summary>
    internal static string ManifestOf(Serializer serializer, object message) => serializer switch
    {
        SerializerWithStringManifest named => named.Manifest(message),
        { IncludeManifest: true } => message.GetType().FullName!,
        _ => "",
    };

    /// <returns><c>null</c> if none takes the type.</returns>
    internal Serializer? TryFind(Type type) => _found.TryGetValue(type, out var serializer) ? serializer : Search(type);

    // Only types that were bound: what comes from elsewhere chooses among these, and loads nothing.
    private Type BoundType(string name)
    {
        foreach (var (type, _) in _bindings)
        {
            if (type.FullName == name) return type;
        }

        throw new SerializationException($"No type {name} is bound to a serializer here.");
    }

    private Serializer? Search(Type type)
    {
        lock (_gate)
        {
            KeyValuePair<Type, Serializer>? closest = null;
            foreach (var binding in _bindings)
            {
                if (!binding.Key.IsAssignableFrom(type)) continue;
                if (closest is null || closest.Value.Key.IsAssignableFrom(binding.Key)) closest = binding;
            }

            return _found[type] = closest?.Value;
        }
    }
}
