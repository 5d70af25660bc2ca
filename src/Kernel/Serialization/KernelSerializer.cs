using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Remote;

namespace XmppActors.Kernel.Serialization;

/// <summary>Takes the engine's own messages, references, and a few plain values.</summary>
internal sealed class KernelSerializer(ExtendedActorSystem system, Serialization serialization) : SerializerWithStringManifest(system)
{
    internal static readonly Type[] Types =
    [
        typeof(string), typeof(byte[]), typeof(int), typeof(long), typeof(Done), typeof(Status.Success), typeof(Status.Failure),
        typeof(PoisonPill), typeof(Identify), typeof(ActorIdentity), typeof(ShardingEnvelope), typeof(InternalActorRef), typeof(Nobody),
    ];

    public override int Identifier => 16;

    private LocalRefs Refs => ((ActorSystemImpl)system).LocalRefs;

    // On the wire: append-only.
    public override string Manifest(object o) => o switch
    {
        string => "S",
        byte[] => "B",
        int => "I",
        long => "L",
        Done => "D",
        Status.Success => "OK",
        Status.Failure => "F",
        PoisonPill => "P",
        Identify => "ID?",
        ActorIdentity => "ID",
        ShardingEnvelope => "E",
        IActorRef => "R",
        _ => throw Unknown(o.GetType().ToString()),
    };

    public override byte[] ToBinary(object obj)
    {
        switch (obj)
        {
            case string text: return Encoding.UTF8.GetBytes(text);
            case byte[] bytes: return bytes;
            case Done or PoisonPill: return [];
            case Status.Failure failure: return Encoding.UTF8.GetBytes(failure.Cause.Message);
            case IActorRef actor: return [.. Refs.BytesOf(actor)];
            case int number:
                var four = new byte[sizeof(int)];
                BinaryPrimitives.WriteInt32LittleEndian(four, number);
                return four;
            case long number:
                var eight = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(eight, number);
                return eight;
            case Status.Success success: return Wrap([], success.Status);
            case Identify identify: return Wrap([], identify.MessageId);
            case ActorIdentity identity: return Wrap(Refs.BytesOf(identity.Subject ?? Nobody.Instance), identity.MessageId);
            case ShardingEnvelope envelope: return Wrap(WireFormat.TextBytes(envelope.EntityId), envelope.Message);
            default: throw Unknown(obj.GetType().ToString());
        }
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        var reader = new WireReader(bytes);
        switch (manifest)
        {
            case "S": return Encoding.UTF8.GetString(bytes);
            case "B": return bytes;
            case "I": return BinaryPrimitives.ReadInt32LittleEndian(bytes);
            case "L": return BinaryPrimitives.ReadInt64LittleEndian(bytes);
            case "D": return Done.Instance;
            case "P": return PoisonPill.Instance;
            case "F": return new Status.Failure(new RemoteFailureException(Encoding.UTF8.GetString(bytes)));
            case "OK":
                return Unwrap(reader) is { } status ? new Status.Success(status) : Status.Success.Instance;
            case "ID?":
                return new Identify(Unwrap(reader));
            case "ID" when Refs.TryRead(ref reader, out var subject):
                return new ActorIdentity(Unwrap(reader), subject.IsNobody() ? null : subject);
            case "E" when reader.TryReadText(out var entityId):
                return new ShardingEnvelope(entityId, Unwrap(reader) ?? throw Unknown(manifest));
            case "R" when Refs.TryRead(ref reader, out var actor) && actor is not null && reader.Rest.IsEmpty:
                return actor;
            default:
                throw Unknown(manifest);
        }
    }

    private static SerializationException Unknown(string what) => new($"The kernel's serializer does not know {what}, or it is malformed.");

    /// <summary>Something of ours, then a message of whatever serializer; nothing follows when there is none.</summary>
    private byte[] Wrap(ReadOnlySpan<byte> head, object? message)
    {
        if (message is null) return head.ToArray();
        var serializer = serialization.FindSerializerFor(message);
        var manifest = Serialization.ManifestOf(serializer, message);
        if (IsWrapping(serializer.Identifier, manifest)) throw new SerializationException("A message is wrapped once, not twice.");
        var inner = new EncodedMessage([], serializer.Identifier, manifest, serializer.ToBinary(message));
        var buffer = new ArrayBufferWriter<byte>(head.Length + inner.MaxLength);
        buffer.Write(head);
        inner.Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    // No nesting without end.
    private bool IsWrapping(int serializerId, string manifest) =>
        serializerId == Identifier && manifest is ("OK" or "ID?" or "ID" or "E");

    private object? Unwrap(WireReader reader)
    {
        if (reader.Rest.IsEmpty) return null;
        return reader.TryReadNumber(out var serializerId) && reader.TryReadText(out var manifest)
            && !IsWrapping((int)serializerId, manifest)
            ? serialization.Deserialize(reader.Rest.ToArray(), (int)serializerId, manifest)
            : throw Unknown("what is wrapped");
    }
}

/// <summary>A failure that happened on another node; only its text came here.</summary>
internal sealed class RemoteFailureException(string message) : AkkaException(message);
