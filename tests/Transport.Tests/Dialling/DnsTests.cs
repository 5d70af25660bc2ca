using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using XmppActors.Transport.Dialling.Names;

namespace XmppActors.Transport.Tests.Dialling;

/// <summary>RFC 1035, RFC 2782.</summary>
public sealed class DnsTests
{
    private const string Name = "components.lan";
    private const ushort Id = 4711;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_question_is_as_the_wire_has_it() => Assert.Equal(
        "1267 0100 0001 0000 0000 0001 0A636F6D706F6E656E7473 036C616E 00 0021 0001 00 0029 04D0 0000 0000 0000".Replace(" ", "", StringComparison.Ordinal),
        Convert.ToHexString(DnsMessage.Question(Id, Name, DnsType.Srv)));

    [Fact]
    public void Addresses_are_read_and_the_shortest_time_to_live_counts()
    {
        var reply = Read(DnsType.A, Answer(2, Record(1, 300, [192, 0, 2, 1]), Record(1, 60, [192, 0, 2, 2])));

        Assert.Equal(["192.0.2.1", "192.0.2.2"], reply!.Answer!.Addresses.Select(address => $"{address}"));
        Assert.Equal(TimeSpan.FromSeconds(60), reply.Answer.TimeToLive);
    }

    [Fact]
    public void An_alias_is_followed()
    {
        byte[] alias = [.. Labels("www"), 0xC0, 12]; // www.components.lan
        byte[] owner = [.. Labels("www"), 0xC0, 12];
        var reply = Read(DnsType.A, Answer(2, Record(5, 30, alias), [.. owner, .. Tail(1, 300, [192, 0, 2, 7])]));

        Assert.Equal("192.0.2.7", $"{Assert.Single(reply!.Answer!.Addresses)}");
        Assert.Equal(TimeSpan.FromSeconds(30), reply.Answer.TimeToLive);
    }

    [Fact]
    public void Services_are_read()
    {
        byte[] service = [0, 10, 0, 20, 0x14, 0xE3, .. Labels("one"), 0xC0, 12];
        var reply = Read(DnsType.Srv, Answer(2, Record(33, 300, service), Record(33, 300, [0, 0, 0, 0, 0, 0, 0])));

        Assert.Equal([new DnsService(10, 20, 5347, "one.components.lan"), new DnsService(0, 0, 0, "")], reply!.Answer!.Services);
    }

    [Fact]
    public void Records_of_others_are_passed_over()
    {
        byte[] stranger = [.. Labels("other"), 0, .. Tail(1, 1, [10, 0, 0, 1])];

        Assert.True(Read(DnsType.A, Answer(1, stranger))!.Answer!.IsEmpty);
    }

    [Fact]
    public void What_is_cut_off_or_runs_in_circles_is_no_answer()
    {
        byte[] service = [0, 10, 0, 20, 0x14, 0xE3, .. Labels("one"), 0xC0, 12];
        var whole = Answer(1, Record(33, 300, service));
        for (int length = 0; length < whole.Length; length++)
            Assert.Null(Read(DnsType.Srv, whole[..length]));
        Assert.Null(Read(DnsType.A, Answer(1, [0xC0, 32, .. Tail(1, 1, [1, 2, 3, 4])]))); // It points to itself.
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_damaged_throws_nothing(int seed)
    {
        var random = new Random(seed);
        byte[] service = [0, 10, 0, 20, 0x14, 0xE3, .. Labels("one"), 0xC0, 12];
        var whole = Answer(2, Record(33, 300, service), Record(5, 300, [0xC0, 12]));
        for (int i = 0; i < 5000; i++)
        {
            byte[] damaged = [.. whole];
            for (int changes = random.Next(1, 6); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            _ = Read(DnsType.Srv, damaged);
        }
    }

    [Fact]
    public void An_answer_to_another_question_is_none()
    {
        var answer = Answer(1, Record(1, 300, [192, 0, 2, 1]));

        Assert.Null(DnsMessage.Read(answer, Id + 1, Name, DnsType.A));
        Assert.Null(DnsMessage.Read(answer, Id, "other.lan", DnsType.A));
    }

    [Fact]
    public async Task A_server_is_asked()
    {
        using var server = Bind(SocketType.Dgram, 0);
        var asking = Resolver(server).AskAsync("Components.LAN.", DnsType.A, Token);

        var (question, from) = await ReceiveAsync(server);
        byte[] forged = Reply(question, 0x8180, 1, Record(1, 300, [10, 0, 0, 1]));
        forged[0] ^= 0xFF;
        await server.SendToAsync(forged, SocketFlags.None, from, Token);
        await server.SendToAsync(Reply(question, 0x8180, 1, Record(1, 300, [192, 0, 2, 1])), SocketFlags.None, from, Token);

        Assert.Equal("192.0.2.1", $"{Assert.Single((await asking).Addresses)}");
    }

    [Fact]
    public async Task A_long_answer_is_fetched_over_TCP()
    {
        using var listening = Bind(SocketType.Stream, 0);
        listening.Listen();
        using var server = Bind(SocketType.Dgram, ((IPEndPoint)listening.LocalEndPoint!).Port);
        var asking = Resolver(server).AskAsync(Name, DnsType.A, Token);

        var (question, from) = await ReceiveAsync(server);
        await server.SendToAsync(Reply(question, 0x8380, 0), SocketFlags.None, from, Token);
        using var connection = await listening.AcceptAsync(Token);
        await using var stream = new NetworkStream(connection);
        byte[] again = new byte[question.Length + 2];
        await stream.ReadExactlyAsync(again, Token);
        byte[] reply = Reply(again[2..], 0x8180, 1, Record(1, 300, [192, 0, 2, 1]));
        await stream.WriteAsync((byte[])[(byte)(reply.Length >> 8), (byte)reply.Length, .. reply], Token);

        Assert.Single((await asking).Addresses);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_an_empty_answer_and_a_failure_is_none()
    {
        using var server = Bind(SocketType.Dgram, 0);
        var asking = Resolver(server).AskAsync(Name, DnsType.A, Token);
        var (question, from) = await ReceiveAsync(server);
        await server.SendToAsync(Reply(question, 0x8183, 0), SocketFlags.None, from, Token);
        Assert.True((await asking).IsEmpty);

        asking = Resolver(server).AskAsync(Name, DnsType.A, Token);
        for (int i = 0; i < 2; i++)
        {
            (question, from) = await ReceiveAsync(server);
            await server.SendToAsync(Reply(question, 0x8182, 0), SocketFlags.None, from, Token);
        }
        Assert.Contains("refuses", (await Assert.ThrowsAsync<DnsFailedException>(() => asking)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_name_is_not_asked_for() =>
        await Assert.ThrowsAsync<DnsFailedException>(() => new DnsResolver(TimeProvider.System).AskAsync("a..b", DnsType.A, Token));

    private static DnsResolver Resolver(Socket server) => new(TimeProvider.System, [(IPEndPoint)server.LocalEndPoint!]);

    private static Socket Bind(SocketType type, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    private static async Task<(byte[] Question, EndPoint From)> ReceiveAsync(Socket server)
    {
        byte[] buffer = new byte[512];
        var received = await server.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), Token);
        return (buffer[..received.ReceivedBytes], received.RemoteEndPoint);
    }

    /// <summary>An answer to a question as it came.</summary>
    private static byte[] Reply(byte[] question, int flags, int count, params byte[][] records)
    {
        int options = question.Length - 11;
        byte[] reply = [.. question[..options], .. records.SelectMany(record => record)];
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(2), (ushort)flags);
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(6), (ushort)count);
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(10), 0);
        return reply;
    }

    private static DnsReply? Read(DnsType type, byte[] message) => DnsMessage.Read(message, Id, Name, type);

    private static byte[] Answer(int count, params byte[][] records) => Reply(DnsMessage.Question(Id, Name, DnsType.A), 0x8180, count, records);

    /// <summary>A record of the name that was asked for.</summary>
    private static byte[] Record(ushort type, int timeToLive, byte[] data) => [0xC0, 12, .. Tail(type, timeToLive, data)];

    private static byte[] Tail(ushort type, int timeToLive, byte[] data) =>
    [
        (byte)(type >> 8), (byte)type, 0, 1,
        (byte)(timeToLive >> 24), (byte)(timeToLive >> 16), (byte)(timeToLive >> 8), (byte)timeToLive,
        (byte)(data.Length >> 8), (byte)data.Length, .. data,
    ];

    private static byte[] Labels(string label) => [(byte)label.Length, .. Encoding.ASCII.GetBytes(label)];
}
