using System.Buffers.Binary;
using System.Net;
using System.Text;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Tests.Connections;
using static XmppActors.Transport.Tests.Listeners.ListenersUnderTest;

namespace XmppActors.Transport.Tests.Listeners;

public sealed class ProxyProtocolTests
{
    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 56324 5222\r\n", "192.0.2.1:56324", "198.51.100.7:5222")]
    [InlineData("PROXY TCP4 255.255.255.255 0.0.0.0 65535 0\r\n", "255.255.255.255:65535", "0.0.0.0:0")]
    [InlineData("PROXY TCP6 2001:db8::1 ::1 56324 5222\r\n", "[2001:db8::1]:56324", "[::1]:5222")]
    [InlineData("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
        "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")]
    [InlineData("PROXY UNKNOWN\r\n", null, null)]
    [InlineData("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", null, null)]
    public void Version_1_is_read(string header, string? source, string? destination)
    {
        var read = ReadByNeed(Encoding.ASCII.GetBytes(header));

        Assert.Equal(new ProxyHeader(EndPoint(source), EndPoint(destination)), read);
    }

    [Theory]
    [InlineData("<?xml version='1.0'?>")]
    [InlineData("PROXY\r\n<stream>")]
    [InlineData("proxy TCP4 192.0.2.1 198.51.100.7 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 1\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 1 2 3\r\n")]
    [InlineData("PROXY  TCP4 192.0.2.1 198.51.100.7 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 1 65536\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 01 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 -1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.256 198.51.100.7 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.01 198.51.100.7 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.513 198.51.100.7 1 2\r\n")]
    [InlineData("PROXY TCP4 ::1 ::1 1 2\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 198.51.100.7 1 2\r\n")]
    [InlineData("PROXY TCP6 ::1%lo ::1 1 2\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 198.51.100.7 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.7 1 2\n\r\n")]
    [InlineData("PROXY UNKNOWN xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n")]
    public void Anything_else_is_no_version_1_header(string header) => Assert.Null(ReadByNeed(Encoding.ASCII.GetBytes(header)));

    [Fact]
    public void Version_2_is_read_and_its_TLVs_are_skipped()
    {
        byte[] addresses = [192, 0, 2, 1, 198, 51, 100, 7, 0xDC, 0x04, 0x14, 0x66];
        byte[] tls = [0x20, 0, 5, 1, 0, 0, 0, 0]; // PP2_TYPE_SSL
        byte[] addresses6 = [.. IPAddress.Parse("2001:db8::1").GetAddressBytes(), .. IPAddress.IPv6Loopback.GetAddressBytes(), 0xDC, 0x04, 0x14, 0x66];

        var four = new ProxyHeader(EndPoint("192.0.2.1:56324"), EndPoint("198.51.100.7:5222"));
        Assert.Equal(four, ReadByNeed(Version2(0x21, 0x11, addresses)));
        Assert.Equal(four, ReadByNeed(Version2(0x21, 0x11, [.. addresses, .. tls])));
        Assert.Equal(new ProxyHeader(EndPoint("[2001:db8::1]:56324"), EndPoint("[::1]:5222")), ReadByNeed(Version2(0x21, 0x21, addresses6)));
    }

    [Fact]
    public void Version_2_may_speak_for_nobody()
    {
        Assert.Equal(default(ProxyHeader), ReadByNeed(Version2(0x20, 0x00, [])));
        Assert.Equal(default(ProxyHeader), ReadByNeed(Version2(0x20, 0x11, [192, 0, 2, 1, 198, 51, 100, 7, 0xDC, 0x04, 0x14, 0x66])));
        Assert.Equal(default(ProxyHeader), ReadByNeed(Version2(0x21, 0x00, [1, 2, 3])));
        Assert.Equal(default(ProxyHeader), ReadByNeed(Version2(0x21, 0x31, new byte[216]))); // Unix sockets.
    }

    [Fact]
    public void Anything_else_is_no_version_2_header()
    {
        Assert.Null(ReadByNeed(Version2(0x11, 0x11, new byte[12]))); // Version 1 in binary.
        Assert.Null(ReadByNeed(Version2(0x31, 0x11, new byte[12])));
        Assert.Null(ReadByNeed(Version2(0x22, 0x11, new byte[12]))); // No such command.
        Assert.Null(ReadByNeed(Version2(0x21, 0x11, new byte[11])));
        Assert.Null(ReadByNeed(Version2(0x21, 0x21, new byte[12])));
        Assert.Null(ReadByNeed(Version2(0x21, 0x11, new byte[ProxyProtocol.MaxBytes]))); // Too long.
        Assert.Null(ReadByNeed([.. Signature[..11], (byte)'x', 0x21, 0x11, 0, 0]));
    }

    [Theory]
    [InlineData(ListenerKind.C2s, TlsMode.None)]
    [InlineData(ListenerKind.C2s, TlsMode.Direct)]
    public async Task The_connection_comes_from_where_the_header_says(ListenerKind kind, TlsMode tls)
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(kind, tls) with { ProxyProtocol = true });
        await using var peer = await test.ConnectAsync();

        await peer.SendAsync("PROXY TCP4 192.0.2.1 198.51.100.7 56324 5222\r\n" + (tls == TlsMode.None ? Peer.Header : ""));
        if (tls == TlsMode.Direct)
        {
            await peer.StartTlsAsync();
            await peer.SendAsync(Peer.Header);
        }

        var sink = test.NextSink();
        await sink.ExpectAsync("opened to capulet.example");
        Assert.Equal(EndPoint("192.0.2.1:56324"), sink.Connection.Info.RemoteEndPoint);
        Assert.Equal(EndPoint("198.51.100.7:5222"), sink.Connection.Info.LocalEndPoint);
    }

    [Fact]
    public async Task A_connection_without_a_header_is_closed()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None) with { ProxyProtocol = true });
        await using var peer = await test.ConnectAsync();

        await peer.SendAsync(Peer.Header);

        Assert.Equal("", await peer.ReceiveAllAsync());
        Assert.Equal(0, test.Listeners.ConnectionCount);
    }

    [Fact]
    public async Task The_header_has_its_time()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.None) with { ProxyProtocol = true });
        await using var late = await test.ConnectAsync();
        await late.SendAsync("PROXY ");
        await using var inTime = await test.ConnectAsync();
        await inTime.SendAsync("PROXY UNKNOWN\r\n" + Peer.Header);
        await test.NextSink().ExpectAsync("opened to capulet.example"); // And so the first is being waited for.

        test.Time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal("", await late.ReceiveAllAsync());
        Assert.Equal(1, test.Listeners.ConnectionCount);
    }

    /// <summary>Reads as the listener does: never more than the reader says is missing. Null: refused.</summary>
    private static ProxyHeader? ReadByNeed(byte[] header)
    {
        int count = 0;
        while (ProxyProtocol.TryRead(header.AsSpan(0, count), out var read, out int missing))
        {
            if (missing == 0)
            {
                Assert.Equal(header.Length, count);
                return read;
            }
            count += missing;
            Assert.True(count <= header.Length, "It reads beyond the header.");
        }
        return null;
    }

    private static byte[] Version2(byte command, byte family, byte[] rest)
    {
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)rest.Length);
        return [.. Signature, command, family, .. length, .. rest];
    }

    private static IPEndPoint? EndPoint(string? text) => text is null ? null : IPEndPoint.Parse(text);
}
