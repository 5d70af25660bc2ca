using System.Net;
using System.Net.Sockets;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Kernel.Cluster.MeshTests;

public sealed class HandshakeTests : MeshTest
{
    private static readonly UniqueAddress Stranger = new("localhost", 1, 1);

    [Fact]
    public async Task Another_secret_is_refused_by_both_sides()
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2, s => s with { Secret = "another secret"u8.ToArray() }));

        Connect(a, b);

        await Log.UntilAsync($"127.0.0.1:{b.Self.Port} has another cluster secret");
        await Log.UntilAsync($"127.0.0.1:{a.Self.Port} has another cluster secret");
        await Log.UntilAsync($"Refused 127.0.0.1 ({a.Self}): its cluster secret is another one; give all nodes the same secret.");
    }

    [Fact]
    public async Task Another_cluster_is_refused()
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2, s => s with { ClusterName = "mantua" }));

        Connect(a, b);

        await Log.UntilAsync($"127.0.0.1:{b.Self.Port} belongs to another cluster; give all nodes the same cluster name");
        await Log.UntilAsync($"Refused 127.0.0.1 ({a.Self}): it belongs to another cluster");
    }

    [Fact]
    public async Task Another_version_is_refused()
    {
        var a = await StartAsync(1);
        var hello = new Hello(MeshLane.Data, "verona", Stranger, a.Self, new byte[32]).Encode(DiallerHandshake.WireVersion + 1);

        var answer = await SayAsync(a, hello);

        Assert.Equal((byte)ReplyKind.Verdict, answer[0]);
        Assert.Equal(HandshakeOutcome.Version, Verdict.Decode(answer.AsSpan(3))!.Outcome);
        Assert.Equal(DiallerHandshake.WireVersion, Verdict.Decode(answer.AsSpan(3))!.Version);
        await Log.UntilAsync("Refused 127.0.0.1: it speaks another version of the mesh");
    }

    [Fact]
    public async Task Another_address_is_refused()
    {
        var a = await StartAsync(1);
        var dialled = new UniqueAddress("localhost", a.Self.Port, a.Self.Incarnation);

        var reply = await DialAsync(a, dialled);

        Assert.Equal(new DialReply(HandshakeOutcome.Address, a.Self), reply);
        await Log.UntilAsync($"Refused {Stranger} (127.0.0.1): it dialled localhost:{a.Self.Port}, which is not this node's address");
    }

    [Fact]
    public async Task Another_incarnation_is_refused_and_told_which_one_answers()
    {
        var a = await StartAsync(2);

        var reply = await DialAsync(a, new UniqueAddress("127.0.0.1", a.Self.Port, 1));

        Assert.Equal(new DialReply(HandshakeOutcome.Incarnation, a.Self), reply);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: verona\r\n\r\n", "does not speak the mesh's protocol")]
    [InlineData("\u0016\u0003\u0001 and so on", "began with TLS")]
    [InlineData("XmppMesh\u0001\0\u007f\u007f", "does not speak the mesh's protocol")]
    [InlineData("XmppMesh\u0001\0\u0005\0\u0001\u0004vero", "does not speak the mesh's protocol")]
    public async Task Other_protocols_cost_their_connection_only(string said, string logged)
    {
        var (a, b) = (await StartAsync(1), await StartAsync(2));

        Assert.Empty(await SayAsync(a, System.Text.Encoding.Latin1.GetBytes(said)));

        await Log.UntilAsync(logged);
        Connect(a, b);
        await UntilConnectedAsync(a, b);
    }

    [Fact]
    public async Task A_hello_cut_off_at_any_byte_gets_no_answer_but_a_whole_one_gets_a_challenge()
    {
        var a = await StartAsync(1);
        var hello = new Hello(MeshLane.Control, "verona", Stranger, a.Self, new byte[32]).Encode(DiallerHandshake.WireVersion);

        for (var length = 0; length < hello.Length; length++) Assert.Empty(await SayAsync(a, hello[..length]));
        var answer = await SayAsync(a, hello);

        Assert.Equal((byte)ReplyKind.Challenge, answer[0]);
        Assert.Equal(3 + Transcript.NonceBytes, answer.Length);
    }

    [Fact]
    public async Task A_proof_cut_off_or_with_any_bit_changed_is_none()
    {
        var a = await StartAsync(1);
        for (var bit = 0; bit <= 8 * Transcript.ProofBytes; bit += 17)
        {
            var replies = new ScriptedStream(async script =>
            {
                using var socket = await ConnectAsync(a);
                await socket.SendAsync(script.Written);
                var challenge = await ReadAsync(socket, 3 + Transcript.NonceBytes);
                script.Give(challenge);
                var proof = await script.UntilWrittenAsync(Transcript.ProofBytes);
                proof[bit / 8] ^= (byte)(1 << (bit % 8));
                await socket.SendAsync(proof);
                script.Give(await ReadToEndAsync(socket));
            });
            using var connection = new MeshConnection(replies, socket: null, "a");

            var reply = await new DiallerHandshake(connection, Settings).RunAsync(MeshLane.Data, Stranger, a.Self, Cancelled);

            Assert.Equal(HandshakeOutcome.Secret, reply.Outcome);
        }
    }

    [Fact]
    public async Task What_an_acceptor_says_counts_only_whole_and_proved()
    {
        var dialled = new UniqueAddress("127.0.0.1", 1, 1);
        var challenge = new byte[] { (byte)ReplyKind.Challenge, Transcript.NonceBytes, 0 }.Concat(new byte[Transcript.NonceBytes]).ToArray();
        var claim = new Verdict(HandshakeOutcome.Incarnation, 1, dialled, 0, []).EncodeWithoutProof();
        var verdict = new byte[] { (byte)ReplyKind.Verdict, (byte)(claim.Length + Transcript.ProofBytes), 0 }.Concat(claim).ToArray();
        byte[] all = [.. challenge, .. verdict, .. new byte[Transcript.ProofBytes]];

        for (var length = 0; length < all.Length; length++) Assert.Equal(HandshakeOutcome.Ended, (await HearAsync(all[..length])).Outcome);
        Assert.Equal(new DialReply(HandshakeOutcome.NotProved), await HearAsync(all));
        Assert.Equal(new DialReply(HandshakeOutcome.Foreign), await HearAsync("HTTP/1.1 400 Bad Request\r\n"u8.ToArray()));
        Assert.Equal(new DialReply(HandshakeOutcome.ForeignTls), await HearAsync([0x15, 0x03, 0x03, 0, 2, 2, 10]));

        async Task<DialReply> HearAsync(byte[] said)
        {
            var script = new ScriptedStream(_ => Task.CompletedTask);
            script.Give(said);
            script.End();
            using var connection = new MeshConnection(script, socket: null, "an impostor");
            return await new DiallerHandshake(connection, Settings).RunAsync(MeshLane.Data, Stranger, dialled, Cancelled);
        }
    }

    [Fact]
    public async Task A_recorded_dialler_proves_nothing_a_second_time()
    {
        var a = await StartAsync(1);
        byte[] recorded = [];
        var recording = new ScriptedStream(async script =>
        {
            using var socket = await ConnectAsync(a);
            await socket.SendAsync(script.Written);
            var hello = script.Written;
            script.Give(await ReadAsync(socket, 3 + Transcript.NonceBytes));
            recorded = [.. hello, .. await script.UntilWrittenAsync(Transcript.ProofBytes)];
            script.End();
        });
        using var connection = new MeshConnection(recording, socket: null, "a");
        await new DiallerHandshake(connection, Settings).RunAsync(MeshLane.Data, Stranger, a.Self, Cancelled);

        var answer = await SayAsync(a, recorded);

        Assert.Equal(HandshakeOutcome.Secret, Verdict.Decode(answer.AsSpan(3 + Transcript.NonceBytes + 3))!.Outcome);
    }

    [Fact]
    public async Task Who_says_nothing_is_turned_away_and_of_these_there_are_not_too_many()
    {
        var a = await StartAsync(1, s => s with { HandshakeTimeout = TimeSpan.FromMilliseconds(50), Strangers = 1 });
        using var silent = await ConnectAsync(a);
        using var second = await ConnectAsync(a);

        Assert.Empty(await ReadToEndAsync(second));
        Assert.Empty(await ReadToEndAsync(silent));

        await Log.UntilAsync("More than 1 connections are in their handshake");
    }

    private async Task<DialReply> DialAsync(Node node, UniqueAddress dialled)
    {
        using var connection = new MeshConnection(new NetworkStream(await ConnectAsync(node), ownsSocket: true), socket: null, "a");
        return await new DiallerHandshake(connection, Settings).RunAsync(MeshLane.Data, Stranger, dialled, Cancelled);
    }

    private static async Task<byte[]> SayAsync(Node node, byte[] said)
    {
        using var socket = await ConnectAsync(node);
        await socket.SendAsync(said);
        socket.Shutdown(SocketShutdown.Send);
        return await ReadToEndAsync(socket);
    }

    private static async Task<Socket> ConnectAsync(Node node)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, node.Mesh.BoundPort, Cancelled);
        return socket;
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int length)
    {
        var bytes = new byte[length];
        for (var read = 0; read < length;) read += await socket.ReceiveAsync(bytes.AsMemory(read), Cancelled) is > 0 and var more ? more : throw new IOException("ended");
        return bytes;
    }

    /// <summary>A reset ends it as well: the other side closes with our bytes unread.</summary>
    private static async Task<byte[]> ReadToEndAsync(Socket socket)
    {
        var all = new List<byte>();
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, Cancelled) is > 0 and var read) all.AddRange(buffer.AsSpan(0, read));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return [.. all];
        }

        return [.. all];
    }
}
