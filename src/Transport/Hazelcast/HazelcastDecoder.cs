using System.Collections.Immutable;
using System.Text;

namespace XmppActors.Transport.Hazelcast;

/// <summary>Understands packets of one dialect.</summary>
public sealed class HazelcastDecoder(HazelcastDialect dialect)
{
    private const int OperationFactory = -1;
    private const int PartitionFactory = -2;
    private const int ExecutorFactory = -7;
    private const int JavaObject = -100;
    private const int MostMembers = 10_000;

    private readonly ClusterClasses _classes = ClusterClasses.Of(dialect);

    /// <returns>Null: it is not what its class should be; whoever sent it speaks another language.</returns>
    public HazelcastMessage? Decode(HazelcastPacket packet)
    {
        var kind = packet.Flags & PacketFlags.KindMask;
        if (kind == PacketFlags.Event) return new IgnoredPacket();
        if (packet.Flags.HasFlag(PacketFlags.Response)) return new HazelcastResponse();
        if (packet.Flags.HasFlag(PacketFlags.OperationControl) && kind == PacketFlags.Operation) return new OperationControl();
        var input = new HazelcastReader(packet.Payload.Span, dialect);
        input.Skip(sizeof(int)); // The hash of a partition.
        var @object = input.Object();
        HazelcastMessage message = kind.HasFlag(PacketFlags.Handshake)
            ? ReadHandshake(ref input, @object)
            : kind == PacketFlags.Operation
                ? ReadOperation(ref input, @object, packet.Flags.HasFlag(PacketFlags.Urgent))
                : new IgnoredPacket();
        return input.IsBroken ? null : message;
    }

    /// <summary>Reads a datagram of the multicast group.</summary>
    /// <returns>Where the master listens, if it is a master's answer to a joiner; null: anything else.</returns>
    public HazelcastAddress? DecodeMasterDatagram(ReadOnlySpan<byte> datagram)
    {
        var input = new HazelcastReader(datagram, dialect);
        input.Skip(1); // The version of packets.
        input.Expect(ClusterClasses.Factory, _classes.JoinMessage);
        input.Skip(1 + sizeof(int)); // The same again, and a build.
        input.Expect(ClusterClasses.Factory, _classes.MemberVersion);
        input.Skip(3);
        var address = input.Address();
        return input.IsBroken ? null : address;
    }

    private MemberHandshake ReadHandshake(ref HazelcastReader input, ObjectKind kind)
    {
        if (dialect == HazelcastDialect.V5)
        {
            if (!kind.Is(ClusterClasses.Factory, _classes.Handshake)) input.Fail();
            input.Skip(1); // The schema.
            var target = input.Address();
            var wantsReply = input.Flag();
            var sender = input.Uuid();
            return new MemberHandshake(sender, ReadListeningAddress(ref input), target, wantsReply);
        }
        if (kind.Is(ClusterClasses.Factory, _classes.ExtendedBind))
        {
            input.Skip(1);
            var target = input.Address();
            var wantsReply = input.Flag();
            return new MemberHandshake(null, ReadListeningAddress(ref input), target, wantsReply);
        }
        if (!kind.Is(ClusterClasses.Factory, _classes.Handshake)) input.Fail();
        var local = input.Address();
        var meant = input.Flag() ? input.Address() : null;
        return new MemberHandshake(null, local, meant, input.Flag());
    }

    /// <summary>The first address of the protocol between members, which is number 0.</summary>
    private static HazelcastAddress? ReadListeningAddress(ref HazelcastReader input)
    {
        HazelcastAddress? found = null;
        for (var protocols = input.Count(8); protocols > 0; protocols--)
        {
            var protocol = input.Int();
            for (var addresses = input.Count(4); addresses > 0; addresses--)
            {
                var address = input.Address();
                if (protocol == 0) found ??= address;
            }
        }
        return found;
    }

    private HazelcastOperation ReadOperation(ref HazelcastReader input, ObjectKind kind, bool isUrgent)
    {
        if (kind.Type != -2) input.Fail();
        var header = OperationHeader.Read(ref input, kind, isUrgent, dialect);
        return kind.Factory switch
        {
            ClusterClasses.Factory => ReadClusterOperation(ref input, header),
            PartitionFactory => ReadPartitionOperation(ref input, header),
            ExecutorFactory when kind.Class == 1 => ReadTask(ref input, header),
            OperationFactory when kind.Class == 12 => new AcceptedOperation(header),
            _ => new OtherOperation(header),
        };
    }

    private HazelcastOperation ReadClusterOperation(ref HazelcastReader input, OperationHeader header)
    {
        var @class = header.Kind.Class;
        if (@class == _classes.Heartbeat)
        {
            SkipMetadata(ref input);
            return new Heartbeat(header, input.Uuid());
        }
        if (@class == _classes.MembersUpdate || @class == _classes.FinalizeJoin)
            return ReadMembersUpdate(ref input, header, isFinal: @class == _classes.FinalizeJoin);
        if (@class == _classes.MasterAnswer) return new MasterAnswer(header, input.Address());
        if (@class == _classes.WhoIsMaster) return new WhoIsMaster(header);
        if (@class == _classes.FetchMembersView) return new FetchMembersView(header);
        if (@class == _classes.MastershipClaim) return new MastershipClaim(header);
        if (@class == _classes.ExplicitSuspicion) return new Suspected(header);
        if (@class == _classes.BeforeJoinCheckFailure) return new JoinRefused(header, JoinRefusal.BeforeJoin, input.RequiredText());
        if (@class == _classes.ConfigMismatch) return new JoinRefused(header, JoinRefusal.Configuration, input.RequiredText());
        if (@class == _classes.NameMismatch) return new JoinRefused(header, JoinRefusal.Name, "");
        if (@class == _classes.AuthenticationFailure) return new JoinRefused(header, JoinRefusal.Authentication, "");
        return new OtherOperation(header);
    }

    private void SkipMetadata(ref HazelcastReader input)
    {
        input.Expect(ClusterClasses.Factory, _classes.MembersViewMetadata);
        input.Address();
        input.Uuid();
        input.Address();
        input.Int();
    }

    private MembersUpdated ReadMembersUpdate(ref HazelcastReader input, OperationHeader header, bool isFinal)
    {
        var addressee = input.Uuid();
        var time = input.Long();
        var members = ReadMembers(ref input);
        if (input.Rest.Length < sizeof(int)) input.Fail();
        input.Skip(Math.Max(0, input.Rest.Length - sizeof(int))); // Partitions, and what the master wants of others.
        return new MembersUpdated(header, addressee, time, new MembersView(input.Int(), members), isFinal);
    }

    internal ImmutableArray<HazelcastMember> ReadMembers(ref HazelcastReader input)
    {
        const int LeastBytes = 20;
        var count = input.Count(LeastBytes);
        if (count > MostMembers) input.Fail();
        var members = ImmutableArray.CreateBuilder<HazelcastMember>();
        for (; count > 0 && !input.IsBroken; count--) members.Add(ReadMember(ref input));
        return input.IsBroken ? [] : members.ToImmutable();
    }

    private HazelcastMember ReadMember(ref HazelcastReader input)
    {
        if (dialect == HazelcastDialect.V5) input.Expect(ClusterClasses.Factory, _classes.MemberInfo);
        var address = input.Address();
        var uuid = input.OptionalUuid() ?? Guid.Empty;
        var isLite = input.Flag();
        var attributes = ReadAttributes(ref input);
        input.Expect(ClusterClasses.Factory, _classes.MemberVersion);
        var version = new HazelcastVersion(input.Byte(), input.Byte(), input.Byte());
        var joined = input.Int();
        for (var count = input.Count(8); count > 0 && !input.IsBroken; count--)
        {
            input.Expect(ClusterClasses.Factory, _classes.EndpointQualifier);
            input.Int();
            input.Text();
            input.Address();
        }
        if (dialect == HazelcastDialect.V5) input.Uuid(); // Of another subsystem.
        return new HazelcastMember(address, uuid, isLite, attributes, version, joined);
    }

    private ImmutableArray<KeyValuePair<string, string>> ReadAttributes(ref HazelcastReader input)
    {
        const int TextType = -11;
        var attributes = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        for (var count = input.Count(8); count > 0 && !input.IsBroken; count--)
        {
            var name = input.RequiredText();
            if (dialect == HazelcastDialect.V3 && input.Object().Type != TextType) input.Fail();
            attributes.Add(new(name, input.Text() ?? ""));
        }
        return attributes.ToImmutable();
    }

    private HazelcastOperation ReadPartitionOperation(ref HazelcastReader input, OperationHeader header) => header.Kind.Class switch
    {
        7 => ReadPartitionState(ref input, header),
        20 => new AcceptedOperation(header),
        21 => new PartitionStateCheck(header, ReadStamp(ref input)),
        _ => new OtherOperation(header),
    };

    private PartitionState ReadPartitionState(ref HazelcastReader input, OperationHeader header)
    {
        input.Expect(PartitionFactory, 1);
        if (dialect == HazelcastDialect.V5) return new PartitionState(header, input.Long());
        input.Skip(Math.Max(0, input.Rest.Length - sizeof(int))); // 3.12 has its version at the end.
        return new PartitionState(header, input.Int());
    }

    private long ReadStamp(ref HazelcastReader input) => dialect == HazelcastDialect.V5 ? input.Long() : input.Int();

    private static ExecutorTask ReadTask(ref HazelcastReader input, OperationHeader header)
    {
        var executor = input.RequiredText();
        input.Uuid();
        var blob = input.Data();
        if (blob.Length < 8) return new ExecutorTask(header, executor, []);
        var isJava = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(blob[4..]) == JavaObject;
        return new ExecutorTask(header, executor, isJava ? JavaClassNames.In(blob[8..]) : []);
    }
}

/// <summary>The names of classes in a Java object stream: the only thing of it that is understood here.</summary>
internal static class JavaClassNames
{
    private const byte ClassDescription = 0x72;
    private const int LongestName = 512;

    /// <summary>Each class description (<c>0x72</c>, length, name) whose name reads as one, in order.</summary>
    public static List<string> In(ReadOnlySpan<byte> stream)
    {
        var names = new List<string>();
        for (var at = 0; at + 3 < stream.Length; at++)
        {
            if (stream[at] != ClassDescription) continue;
            var length = (stream[at + 1] << 8) | stream[at + 2];
            if (length is 0 or > LongestName || at + 3 + length > stream.Length) continue;
            var name = stream.Slice(at + 3, length);
            if (!IsName(name)) continue;
            names.Add(Encoding.ASCII.GetString(name));
            at += 2 + length;
        }
        return names;
    }

    private static bool IsName(ReadOnlySpan<byte> text)
    {
        foreach (var unit in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)unit) && unit is not ((byte)'.' or (byte)'$' or (byte)'_')) return false;
        }
        return text.Contains((byte)'.');
    }
}
