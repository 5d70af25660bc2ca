using System.Buffers.Binary;
using System.Security.Cryptography;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>The acceptor's part of the handshake. The dialler proves first: who only connects learns nothing that depends on the secret.</summary>
internal sealed class AcceptorHandshake(MeshConnection connection, MeshSettings settings, UniqueAddress self)
{
    internal const string Role = "acceptor";

    internal Transcript Transcript { get; } = new(settings.Secret);

    /// <summary>What the dialler said of itself; proved once <see cref="GreetAsync"/> has accepted it.</summary>
    internal Hello? Hello { get; private set; }

    /// <summary>Hears who it is and whether it belongs to the cluster, and refuses otherwise.</summary>
    internal async Task<HandshakeOutcome> GreetAsync(CancellationToken cancellation)
    {
        var outcome = await ReadHelloAsync(cancellation);
        if (outcome is HandshakeOutcome.Version or HandshakeOutcome.Cluster) await RefuseUnprovedAsync(outcome, cancellation);
        if (outcome != HandshakeOutcome.Accepted) return outcome;

        var challenge = RandomNumberGenerator.GetBytes(Transcript.NonceBytes);
        await WriteReplyAsync(ReplyKind.Challenge, challenge, cancellation);
        Transcript.Add(connection.RemoteCertificate.Span);
        Transcript.Add(connection.LocalCertificate.Span);
        Transcript.Add(challenge);

        var proof = new byte[Transcript.ProofBytes];
        if (!await connection.TryReadAsync(proof, cancellation)) return HandshakeOutcome.Ended;
        if (!Transcript.IsProof(DiallerHandshake.Role, proof))
        {
            await RefuseUnprovedAsync(HandshakeOutcome.Secret, cancellation);
            return HandshakeOutcome.Secret;
        }

        Transcript.Add(proof);
        outcome = CheckDialled(Hello!);
        if (outcome != HandshakeOutcome.Accepted) await SayAsync(outcome, 0, cancellation);
        return outcome;
    }

    /// <summary>Says how it ends, with our own proof.</summary>
    /// <param name="position">Data lane: up to where we have received the dialler's stream.</param>
    internal async Task SayAsync(HandshakeOutcome outcome, long position, CancellationToken cancellation)
    {
        var verdict = new Verdict(outcome, DiallerHandshake.WireVersion, self, position, []).EncodeWithoutProof();
        Transcript.Add(verdict);
        await WriteReplyAsync(ReplyKind.Verdict, [.. verdict, .. Transcript.Prove(Role)], cancellation);
        if (outcome != HandshakeOutcome.Accepted) await LetGoAsync(cancellation);
    }

    private async Task<HandshakeOutcome> ReadHelloAsync(CancellationToken cancellation)
    {
        var head = new byte[Mesh.Hello.HeadBytes];
        if (!await connection.TryReadAsync(head, cancellation)) return HandshakeOutcome.Ended;
        if (!head.AsSpan().StartsWith(Mesh.Hello.Magic)) return head is [0x16, 0x03, ..] ? HandshakeOutcome.ForeignTls : HandshakeOutcome.Foreign;
        var version = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(8));
        var length = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(10));
        if (length > Mesh.Hello.LongestBody) return HandshakeOutcome.Foreign;
        var body = new byte[length];
        if (!await connection.TryReadAsync(body, cancellation)) return HandshakeOutcome.Ended;
        if (version != DiallerHandshake.WireVersion) return HandshakeOutcome.Version;
        Hello = Mesh.Hello.Decode(body);
        Transcript.Add(head);
        Transcript.Add(body);
        if (Hello is null) return HandshakeOutcome.Foreign;
        return Hello.Cluster == settings.ClusterName ? HandshakeOutcome.Accepted : HandshakeOutcome.Cluster;
    }

    /// <summary>Who has a question may not know who we are.</summary>
    private HandshakeOutcome CheckDialled(Hello hello) =>
        hello.Lane == MeshLane.Question || hello.To == self ? HandshakeOutcome.Accepted
        : hello.To.IsSameHost(self) ? HandshakeOutcome.Incarnation
        : HandshakeOutcome.Address;

    private async Task RefuseUnprovedAsync(HandshakeOutcome outcome, CancellationToken cancellation)
    {
        var verdict = new Verdict(outcome, DiallerHandshake.WireVersion, new UniqueAddress("", 0, 0), 0, []).EncodeWithoutProof();
        await WriteReplyAsync(ReplyKind.Verdict, [.. verdict, .. new byte[Transcript.ProofBytes]], cancellation);
        await LetGoAsync(cancellation);
    }

    /// <summary>Waits until the other end has read the refusal and closes: closing first might take the refusal away from it.</summary>
    private async Task LetGoAsync(CancellationToken cancellation)
    {
        connection.FinishWriting();
        await connection.TryReadAsync(new byte[1], cancellation);
    }

    private ValueTask WriteReplyAsync(ReplyKind kind, ReadOnlySpan<byte> body, CancellationToken cancellation)
    {
        var message = new byte[3 + body.Length];
        message[0] = (byte)kind;
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(1), (ushort)body.Length);
        body.CopyTo(message.AsSpan(3));
        return connection.WriteAsync(message, cancellation);
    }
}
