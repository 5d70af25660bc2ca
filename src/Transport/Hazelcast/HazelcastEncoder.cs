using System.Collections.Immutable;

namespace XmppActors.Transport.Hazelcast;

/// <summary>Makes the packets that a lite member sends, in one dialect.</summary>
public sealed class HazelcastEncoder(HazelcastDialect dialect)
{
    private const int OperationFactory = -1;
    private const int NormalResponse = 0;
    private const int OperationControlClass = 19;

    private readonly ClusterClasses _classes = ClusterClasses.Of(dialect);

    /// <summary>Introduces us to the member that a connection was made to, or that has made one: one packet, in 3.12 two.</summary>
    public ImmutableArray<HazelcastPacket> Handshake(HazelcastAddress own, Guid uuid, HazelcastAddress target, bool wantsReply)
    {
        if (dialect == HazelcastDialect.V3) return [ExtendedBind(own, target, wantsReply), Bind(own, target, wantsReply)];
        var output = Start(ClusterClasses.Factory, _classes.Handshake);
        output.Byte(2); // The schema.
        output.Address(target);
        output.Flag(wantsReply);
        output.Uuid(uuid);
        WriteListeningAddress(output, own);
        output.Int(2);
        output.Text("planeIndex");
        output.Text("0");
        output.Text("planeCount");
        output.Text("1");
        return [Packet(output, PacketFlags.Handshake)];
    }

    /// <summary>Asks whoever it is sent to who the master is.</summary>
    public HazelcastPacket WhoIsMaster(JoinIdentity joiner)
    {
        var output = StartOneWay(_classes.WhoIsMaster);
        if (dialect == HazelcastDialect.V5) output.Object(ClusterClasses.Factory, _classes.JoinMessage);
        WriteJoiner(output, joiner);
        return Packet(output, PacketFlags.Operation | PacketFlags.Urgent);
    }

    /// <summary>Asks the master to be taken in; to be repeated each second until it has.</summary>
    public HazelcastPacket JoinRequest(JoinIdentity joiner)
    {
        var output = StartOneWay(_classes.JoinRequestOperation);
        if (dialect == HazelcastDialect.V5) output.Object(ClusterClasses.Factory, _classes.JoinRequest);
        WriteJoinRequest(output, joiner);
        return Packet(output, PacketFlags.Operation | PacketFlags.Urgent);
    }

    /// <summary>The datagram of a joiner by multicast: a packet version and a join request.</summary>
    public ReadOnlyMemory<byte> JoinDatagram(JoinIdentity joiner)
    {
        var output = new HazelcastWriter(dialect);
        output.Byte(4);
        output.Object(ClusterClasses.Factory, _classes.JoinRequest);
        WriteJoinRequest(output, joiner);
        return output.Written;
    }

    /// <summary>Tells one who asked who the master is.</summary>
    public HazelcastPacket MasterAnswer(HazelcastAddress master)
    {
        var output = StartOneWay(_classes.MasterAnswer);
        output.Address(master);
        return Packet(output, PacketFlags.Operation | PacketFlags.Urgent);
    }

    /// <summary>To each other member, every five seconds.</summary>
    /// <param name="clusterTime">Milliseconds since 1970 by the master's clock.</param>
    public HazelcastPacket Heartbeat(HazelcastAddress own, Guid uuid, HazelcastAddress master, int listVersion, Guid addressee, long clusterTime)
    {
        var output = StartOneWay(_classes.Heartbeat, uuid);
        output.Object(ClusterClasses.Factory, _classes.MembersViewMetadata);
        output.Address(own);
        output.Uuid(uuid);
        output.Address(master);
        output.Int(listVersion);
        output.Uuid(addressee);
        output.Long(clusterTime);
        if (dialect == HazelcastDialect.V5) output.Int(0); // Nobody is suspected.
        return Packet(output, PacketFlags.Operation | PacketFlags.Urgent);
    }

    /// <summary>Nothing runs here for anybody.</summary>
    public HazelcastPacket OperationControl()
    {
        var output = Start(OperationFactory, OperationControlClass);
        output.Int(0);
        output.Int(0);
        return Packet(output, PacketFlags.Operation | PacketFlags.OperationControl | PacketFlags.Urgent);
    }

    public HazelcastPacket AnswerNull(OperationHeader call) => Answer(call, static output => output.Null());

    public HazelcastPacket AnswerFlag(OperationHeader call, bool value) => Answer(call, output =>
    {
        output.Int(-4);
        output.Flag(value);
    });

    public HazelcastPacket AnswerInt(OperationHeader call, int value) => Answer(call, output =>
    {
        output.Int(-7);
        output.Int(value);
    });

    /// <summary>Answers who wants to become master: the list as it came last.</summary>
    public HazelcastPacket AnswerMembersView(OperationHeader call, MembersView view) => Answer(call, output =>
    {
        output.Object(ClusterClasses.Factory, _classes.MembersView);
        output.Int(view.Version);
        output.Int(view.Members.Length);
        foreach (var member in view.Members) WriteMember(output, member);
    });

    /// <summary>A normal response.</summary>
    /// <param name="writeValue">Writes an object.</param>
    public HazelcastPacket Answer(OperationHeader call, Action<HazelcastWriter> writeValue)
    {
        var output = Start(OperationFactory, NormalResponse);
        output.Long(call.CallId);
        output.Flag(call.IsUrgent);
        output.Byte(0); // No backups.
        output.Flag(false); // The value is an object, no blob.
        writeValue(output);
        return Packet(output, PacketFlags.Operation | PacketFlags.Response | (call.IsUrgent ? PacketFlags.Urgent : PacketFlags.None));
    }

    private HazelcastPacket ExtendedBind(HazelcastAddress own, HazelcastAddress target, bool wantsReply)
    {
        var output = Start(ClusterClasses.Factory, _classes.ExtendedBind);
        output.Byte(1);
        output.AddressObject(target);
        output.Flag(wantsReply);
        WriteListeningAddress(output, own);
        return Packet(output, PacketFlags.Operation | PacketFlags.Handshake);
    }

    private HazelcastPacket Bind(HazelcastAddress own, HazelcastAddress target, bool wantsReply)
    {
        var output = Start(ClusterClasses.Factory, _classes.Handshake);
        output.Address(own);
        output.Flag(true);
        output.Address(target);
        output.Flag(wantsReply);
        return Packet(output, PacketFlags.Handshake);
    }

    private static void WriteListeningAddress(HazelcastWriter output, HazelcastAddress own)
    {
        output.Int(1);
        output.Int(0); // The protocol between members.
        output.Int(1);
        output.AddressObject(own);
    }

    private void WriteJoinRequest(HazelcastWriter output, JoinIdentity joiner)
    {
        WriteJoiner(output, joiner);
        output.Null(); // No credentials.
        output.Int(0); // The first try.
        WriteAttributes(output, joiner.Attributes);
        output.Int(0); // Nobody is excluded.
        WriteQualifiedAddress(output, joiner.Address);
        if (dialect == HazelcastDialect.V3) return;
        output.Uuid(null);
        output.Null(); // Nothing is to be done before the join.
    }

    private void WriteJoiner(HazelcastWriter output, JoinIdentity joiner)
    {
        output.Byte(4); // The version of packets.
        output.Int(joiner.Build);
        WriteVersion(output, joiner.Version);
        output.Address(joiner.Address);
        output.Uuid(joiner.Uuid);
        WriteConfigCheck(output, joiner);
        output.Flag(true); // Lite.
        output.Int(0); // Addresses of members that we know.
        output.Int(0); // Members with data that we know.
    }

    private void WriteConfigCheck(HazelcastWriter output, JoinIdentity joiner)
    {
        if (dialect == HazelcastDialect.V5) output.Object(ClusterClasses.Factory, _classes.ConfigCheck);
        output.Text(joiner.ClusterName);
        if (dialect == HazelcastDialect.V3) output.Text(""); // Where a password was.
        output.Text(joiner.JoinerType);
        output.Flag(false); // No partition groups.
        if (dialect == HazelcastDialect.V5)
        {
            output.Int(1);
        }
        else
        {
            output.Int(2);
            output.Text("hazelcast.application.validation.token");
            output.Text(null);
        }
        output.Text("hazelcast.partition.count");
        output.Text(joiner.PartitionCount);
        output.Int(0);
        output.Int(0);
    }

    private void WriteVersion(HazelcastWriter output, HazelcastVersion version)
    {
        output.Object(ClusterClasses.Factory, _classes.MemberVersion);
        output.Byte(version.Major);
        output.Byte(version.Minor);
        output.Byte(version.Patch);
    }

    private void WriteMember(HazelcastWriter output, HazelcastMember member)
    {
        if (dialect == HazelcastDialect.V5) output.Object(ClusterClasses.Factory, _classes.MemberInfo);
        output.Address(member.Address);
        output.OptionalUuid(member.Uuid);
        output.Flag(member.IsLite);
        WriteAttributes(output, member.Attributes);
        WriteVersion(output, member.Version);
        output.Int(member.JoinVersion);
        WriteQualifiedAddress(output, member.Address);
        if (dialect == HazelcastDialect.V5) output.Uuid(null);
    }

    private void WriteAttributes(HazelcastWriter output, ImmutableArray<KeyValuePair<string, string>> attributes)
    {
        output.Int(attributes.Length);
        foreach (var (name, value) in attributes)
        {
            output.Text(name);
            if (dialect == HazelcastDialect.V3) output.Int(-11);
            output.Text(value);
        }
    }

    private void WriteQualifiedAddress(HazelcastWriter output, HazelcastAddress address)
    {
        output.Int(1);
        output.Object(ClusterClasses.Factory, _classes.EndpointQualifier);
        output.Int(0);
        output.Text(null);
        output.AddressObject(address);
    }

    private HazelcastWriter StartOneWay(int @class, Guid? caller = null)
    {
        var output = Start(ClusterClasses.Factory, @class);
        OperationHeader.WriteOneWay(output, caller);
        return output;
    }

    private HazelcastWriter Start(int factory, int @class)
    {
        var output = new HazelcastWriter(dialect);
        output.Int(0); // The hash of a partition: none.
        output.Object(factory, @class);
        return output;
    }

    private HazelcastPacket Packet(HazelcastWriter output, PacketFlags flags) =>
        new(flags | (dialect == HazelcastDialect.V5 ? PacketFlags.SinceFour : PacketFlags.None), -1, output.Written);
}
