using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Tests.Bridge;

/// <summary>What real members say, and a lite one does not.</summary>
internal static class MemberWords
{
    private const long OneWay = 0;

    public static HazelcastPacket MembersUpdate(
        HazelcastDialect dialect, Guid addressee, DateTimeOffset time, IReadOnlyList<HazelcastMember> members, int version, bool isFinal, long callId = OneWay)
    {
        var classes = ClusterClasses.Of(dialect);
        var output = Operation(dialect, ClusterClasses.Factory, isFinal ? classes.FinalizeJoin : classes.MembersUpdate, callId);
        output.Uuid(addressee);
        output.Long(time.ToUnixTimeMilliseconds());
        output.Int(members.Count);
        foreach (var member in members) Write(output, member);
        output.Null(); // No partitions yet.
        output.Flag(callId != OneWay);
        output.Int(version);
        return Packet(output);
    }

    public static HazelcastPacket Refusal(HazelcastDialect dialect, int @class, string? text)
    {
        var output = Operation(dialect, ClusterClasses.Factory, @class, OneWay);
        if (text is not null) output.Text(text);
        return Packet(output);
    }

    /// <summary>An operation without anything of its own.</summary>
    public static HazelcastPacket Bare(HazelcastDialect dialect, int factory, int @class, long callId) =>
        Packet(Operation(dialect, factory, @class, callId));

    public static HazelcastPacket PartitionState(HazelcastDialect dialect, long stamp)
    {
        var output = Operation(dialect, -2, 7, OneWay);
        output.Object(-2, 1);
        if (dialect == HazelcastDialect.V5) output.Long(stamp);
        output.Int(0);
        if (dialect == HazelcastDialect.V3) output.Int((int)stamp);
        return Packet(output);
    }

    public static HazelcastPacket PartitionStateCheck(HazelcastDialect dialect, long stamp, long callId)
    {
        var output = Operation(dialect, -2, 21, callId);
        if (dialect == HazelcastDialect.V5) output.Long(stamp);
        else output.Int((int)stamp);
        return Packet(output);
    }

    /// <summary>A task of Openfire: the class that runs it, wrapping the one that matters.</summary>
    public static HazelcastPacket Task(HazelcastDialect dialect, string @class, long callId)
    {
        var output = Operation(dialect, -7, 1, callId);
        output.Text("openfire::cluster::executor");
        output.Uuid(Guid.NewGuid());
        var name = System.Text.Encoding.ASCII.GetBytes(@class);
        byte[] blob = [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x9C, 0xAC, 0xED, 0, 5, 0x73, 0x72, 0, (byte)name.Length, .. name, 0, 0];
        output.Data(blob);
        return Packet(output);
    }

    private static void Write(HazelcastWriter output, HazelcastMember member)
    {
        var classes = ClusterClasses.Of(output.Dialect);
        if (output.Dialect == HazelcastDialect.V5) output.Object(ClusterClasses.Factory, classes.MemberInfo);
        output.Address(member.Address);
        output.OptionalUuid(member.Uuid);
        output.Flag(member.IsLite);
        output.Int(member.Attributes.Length);
        foreach (var (name, value) in member.Attributes)
        {
            output.Text(name);
            if (output.Dialect == HazelcastDialect.V3) output.Int(-11);
            output.Text(value);
        }
        output.Object(ClusterClasses.Factory, classes.MemberVersion);
        output.Byte(member.Version.Major);
        output.Byte(member.Version.Minor);
        output.Byte(member.Version.Patch);
        output.Int(member.JoinVersion);
        output.Int(1);
        output.Object(ClusterClasses.Factory, classes.EndpointQualifier);
        output.Int(0);
        output.Text(null);
        output.AddressObject(member.Address);
        if (output.Dialect == HazelcastDialect.V5) output.Uuid(null);
    }

    private static HazelcastWriter Operation(HazelcastDialect dialect, int factory, int @class, long callId)
    {
        var output = new HazelcastWriter(dialect);
        output.Int(0);
        output.Object(factory, @class);
        output.Long(callId);
        output.Short(0x01);
        output.Short(-1);
        output.Long(-1);
        output.Int(30_000);
        return output;
    }

    private static HazelcastPacket Packet(HazelcastWriter output) => new(
        PacketFlags.Operation | PacketFlags.Urgent | (output.Dialect == HazelcastDialect.V5 ? PacketFlags.SinceFour : 0), -1, output.Written);
}
