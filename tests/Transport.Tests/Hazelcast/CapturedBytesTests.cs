using System.Buffers;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Transport.Tests.Hazelcast;

/// <summary>Bytes that real members of 5.5 have sent and taken.</summary>
public class CapturedBytesTests
{
    private static readonly Guid Uuid = Guid.Parse("10316061-db98-406e-be54-284a38f57cc8");
    private static readonly HazelcastAddress Own = new("127.0.0.1", 5702);
    private static readonly HazelcastAddress Master = new("127.0.0.1", 5701);
    private static readonly HazelcastEncoder Encoder = new(HazelcastDialect.V5);
    private static readonly HazelcastDecoder Decoder = new(HazelcastDialect.V5);

    private static readonly JoinIdentity Joiner = new(
        Own, Uuid, 20240726, new HazelcastVersion(5, 5, 0), "openfire-cluster-by-hazelcast", "tcp-ip", null,
        [new("node-id", "node-two"), new("hostname", "node5702.example")]);

    private const string AddressOf5702 = "fffffffe 01 00000000 00000001 00001646 04 00000009 3132372e302e302e31";

    private const string HandshakeBytes = """
        04 00a0 ffffffff 00000098 00000000 fffffffe 01 00000000 00000005 02
        fffffffe 01 00000000 00000001 00001645 04 00000009 3132372e302e302e31 01
        00 10316061db98406ebe54284a38f57cc8 00000001 00000000 00000001
        fffffffe 01 00000000 00000001 00001646 04 00000009 3132372e302e302e31
        00000002 0000000a 706c616e65496e646578 00000001 30 0000000a 706c616e65436f756e74 00000001 31
        """;

    private const string WhoIsMasterBytes = """
        04 0091 ffffffff 000000ee 00000000 fffffffe 01 00000000 00000010
        0000000000000000 0021 ffff ffffffffffffffff 7fffffffffffffff
        fffffffe 01 00000000 0000001a 04 0134d956 fffffffe 01 00000000 0000001d 05 05 00
        """ + AddressOf5702 + """
        00 10316061db98406ebe54284a38f57cc8 fffffffe 01 00000000 00000004
        0000001d 6f70656e666972652d636c75737465722d62792d68617a656c63617374 00000006 7463702d6970 00
        00000001 00000019 68617a656c636173742e706172746974696f6e2e636f756e74 ffffffff 00000000 00000000
        01 00000000 00000000
        """;

    private const string HeartbeatBytes = """
        04 0091 ffffffff 000000bd 00000000 fffffffe 03 00000000 00000003 0505
        0000000000000000 0023 ffff ffffffffffffffff 7fffffffffffffff 00 76e4a03c226141039890d9e9bea5f0bf
        fffffffe 01 00000000 00000025 fffffffe 01 00000000 00000001 00001645 04 00000009 3132372e302e302e31
        00 76e4a03c226141039890d9e9bea5f0bf fffffffe 01 00000000 00000001 00001645 04 00000009 3132372e302e302e31 00000002
        00 10316061db98406ebe54284a38f57cc8 000001a200beae92 00000000
        """;

    [Fact]
    public void Our_handshake_is_what_a_member_has_taken() =>
        Assert.Equal(Bytes(HandshakeBytes), Wire(Encoder.Handshake(Own, Uuid, Master, wantsReply: true).Single()));

    [Fact]
    public void A_handshake_is_understood()
    {
        var handshake = Assert.IsType<MemberHandshake>(Decode(HandshakeBytes));

        Assert.Equal(new MemberHandshake(Uuid, Own, Master, WantsReply: true), handshake);
    }

    [Fact]
    public void Our_question_for_the_master_is_what_a_member_has_answered() =>
        Assert.Equal(Bytes(WhoIsMasterBytes), Wire(Encoder.WhoIsMaster(Joiner)));

    [Fact]
    public void A_question_for_the_master_is_understood() => Assert.IsType<WhoIsMaster>(Decode(WhoIsMasterBytes));

    [Fact]
    public void A_heartbeat_is_understood()
    {
        var heartbeat = Assert.IsType<Heartbeat>(Decode(HeartbeatBytes));

        Assert.Equal(Uuid, heartbeat.Addressee);
        Assert.Equal(Guid.Parse("76e4a03c-2261-4103-9890-d9e9bea5f0bf"), heartbeat.Header.Caller);
    }

    [Fact] // Without the two bytes of a version that members put there, and that they do not need.
    public void Our_heartbeat_is_like_theirs()
    {
        var theirs = Convert.ToHexStringLower(Bytes(HeartbeatBytes))
            .Replace("000000bd", "000000bb", StringComparison.Ordinal)
            .Replace("fffffffe0300000000000000030505", "fffffffe010000000000000003", StringComparison.Ordinal);

        var ours = Encoder.Heartbeat(
            Master, Guid.Parse("76e4a03c-2261-4103-9890-d9e9bea5f0bf"), Master, 2, Uuid, 0x000001a200beae92);

        Assert.Equal(theirs, Convert.ToHexStringLower(Wire(ours)));
    }

    [Fact]
    public void A_null_answer_is_what_a_member_has_taken()
    {
        var call = new OperationHeader(default, CallId: 1, IsUrgent: true, PartitionId: -1, Caller: null);

        var answer = Encoder.AnswerNull(call);

        Assert.Equal(
            Bytes("04 0093 ffffffff 00000020 00000000 fffffffe 01 ffffffff 00000000 0000000000000001 01 00 00 00000000"), Wire(answer));
    }

    internal static byte[] Bytes(string hex) => Convert.FromHexString(string.Concat(hex.Where(char.IsAsciiHexDigit)));

    private static HazelcastMessage? Decode(string hex)
    {
        var buffer = new ReadOnlySequence<byte>(Bytes(hex));
        Assert.Equal(OperationStatus.Done, HazelcastPacket.TryRead(ref buffer, 1 << 20, out var packet));
        Assert.True(buffer.IsEmpty);
        return Decoder.Decode(packet);
    }

    private static byte[] Wire(HazelcastPacket packet)
    {
        var output = new ArrayBufferWriter<byte>();
        packet.WriteTo(output);
        return output.WrittenSpan.ToArray();
    }
}
