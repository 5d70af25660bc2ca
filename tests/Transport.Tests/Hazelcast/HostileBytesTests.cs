using System.Buffers;
using System.Collections.Immutable;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Transport.Tests.Hazelcast;

/// <summary>A broken or hostile member costs its connection, never the node.</summary>
public class HostileBytesTests
{
    private const int Mutations = 20_000;

    private static readonly HazelcastAddress Address = new("127.0.0.1", 5701);

    public static TheoryData<HazelcastDialect> Dialects => [HazelcastDialect.V5, HazelcastDialect.V3];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Every_truncation_is_understood_or_refused(HazelcastDialect dialect)
    {
        foreach (var packet in Packets(dialect))
        {
            for (var length = 0; length < packet.Payload.Length; length++)
                new HazelcastDecoder(dialect).Decode(packet with { Payload = packet.Payload[..length] });
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Every_mutation_is_understood_or_refused(HazelcastDialect dialect)
    {
        var chance = new Random(5701);
        var packets = Packets(dialect);
        for (var i = 0; i < Mutations; i++)
        {
            var packet = packets[i % packets.Length];
            var payload = packet.Payload.ToArray();
            for (var changes = chance.Next(1, 5); changes > 0; changes--) payload[chance.Next(payload.Length)] = (byte)chance.Next(256);
            new HazelcastDecoder(dialect).Decode(packet with { Flags = Flip(packet.Flags, chance), Payload = payload });
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(1025)]
    public void A_length_beyond_the_bound_is_refused_before_anything_is_read(int length)
    {
        byte[] header = [4, 0, 0x81, 0xFF, 0xFF, 0xFF, 0xFF, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];
        var buffer = new ReadOnlySequence<byte>(header);

        Assert.Equal(OperationStatus.InvalidData, HazelcastPacket.TryRead(ref buffer, maxBytes: 1024, out _));
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-2)]
    public void A_count_of_more_than_there_is_breaks_the_reader(int count)
    {
        var writer = new HazelcastWriter(HazelcastDialect.V5);
        writer.Int(count);
        writer.Int(0);
        var input = new HazelcastReader(writer.Written.Span, HazelcastDialect.V5);

        Assert.Equal(0, input.Count(leastBytes: 1));
        Assert.True(input.IsBroken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Montague")]
    [InlineData("Ære, 愛, \0, 🌹")]
    public void A_text_comes_out_as_it_went_in(string text)
    {
        foreach (var dialect in (HazelcastDialect[])[HazelcastDialect.V5, HazelcastDialect.V3])
        {
            var writer = new HazelcastWriter(dialect);
            writer.Text(text);
            var input = new HazelcastReader(writer.Written.Span, dialect);

            Assert.Equal(text, input.Text());
            Assert.Equal(0, input.Rest.Length);
        }
    }

    private static PacketFlags Flip(PacketFlags flags, Random chance) =>
        chance.Next(4) == 0 ? flags ^ (PacketFlags)(1 << chance.Next(8)) : flags;

    private static HazelcastPacket[] Packets(HazelcastDialect dialect)
    {
        var encoder = new HazelcastEncoder(dialect);
        var joiner = new JoinIdentity(
            Address, Guid.NewGuid(), 1, new HazelcastVersion(5, 5, 0), "openfire", "tcp-ip", null, [new("node-id", "a"), new("hostname", "b")]);
        var call = new OperationHeader(default, 7, IsUrgent: true, -1, null);
        var member = new HazelcastMember(Address, Guid.NewGuid(), IsLite: true, joiner.Attributes, joiner.Version, 1);
        return
        [
            .. encoder.Handshake(Address, Guid.NewGuid(), Address, wantsReply: true),
            encoder.WhoIsMaster(joiner),
            encoder.JoinRequest(joiner),
            encoder.MasterAnswer(Address),
            encoder.Heartbeat(Address, Guid.NewGuid(), Address, 3, Guid.NewGuid(), 5),
            encoder.OperationControl(),
            encoder.AnswerMembersView(call, new MembersView(4, ImmutableArray.Create(member, member))),
            MembersUpdate(dialect, member),
        ];
    }

    private static HazelcastPacket MembersUpdate(HazelcastDialect dialect, HazelcastMember member)
    {
        var output = new HazelcastWriter(dialect);
        output.Int(0);
        output.Object(ClusterClasses.Factory, ClusterClasses.Of(dialect).MembersUpdate);
        OperationHeader.WriteOneWay(output, caller: null);
        output.Uuid(member.Uuid);
        output.Long(1);
        var answer = new HazelcastEncoder(dialect).AnswerMembersView(default, new MembersView(0, [member, member]));
        output.Bytes(answer.Payload.Span[(17 + 8 + 3 + 13 + 4)..]); // The count and the members.
        output.Null();
        output.Flag(false);
        output.Int(9);
        return new HazelcastPacket(PacketFlags.Operation | PacketFlags.Urgent, -1, output.Written);
    }
}
