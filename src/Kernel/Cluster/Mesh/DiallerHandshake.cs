using System.Buffers.Binary;
using System.Security.Cryptography;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>How the other end took a dialler.</summary>
/// <param name="Acceptor">Who answered; only where the outcome was proved by the secret.</param>
internal sealed record DialReply(HandshakeOutcome Outcome, UniqueAddress? Acceptor = null, long Position = 0);

/// <summary>The dialler's part of the handshake: hello → challenge → proof → verdict.</summary>
internal sealed class DiallerHandshake(MeshConnection connection, MeshSettings settings)
{
    /// <summary>Version of all that is spoken over the mesh's connections.</summary>
    internal const int WireVersion = 1;

    internal const string Role = "dialler";

    private const int LongestReply = 1024;

    /// <summary>What was said; the same at both ends.</summary>
    internal Transcript Transcript { get; } = new(settings.Secret);

    internal async Task<DialReply> RunAsync(MeshLane lane, UniqueAddress from, UniqueAddress to, CancellationToken cancellation)
    {
        var hello = new Hello(lane, settings.ClusterName, from, to, RandomNumberGenerator.GetBytes(Transcript.NonceBytes)).Encode(WireVersion);
        await connection.WriteAsync(hello, cancellation);
        Transcript.Add(hello);
        Transcript.Add(connection.LocalCertificate.Span);
        Transcript.Add(connection.RemoteCertificate.Span);

        var (kind, challenge, failure) = await ReadReplyAsync(cancellation);
        if (failure != HandshakeOutcome.Accepted) return new DialReply(failure);
        if (kind == ReplyKind.Verdict) return Unproved(challenge);
        if (challenge.Length != Transcript.NonceBytes) return new DialReply(HandshakeOutcome.Foreign);
        Transcript.Add(challenge);
        var proof = Transcript.Prove(Role);
        await connection.WriteAsync(proof, cancellation);
        Transcript.Add(proof);

        (kind, var body, failure) = await ReadReplyAsync(cancellation);
        if (failure != HandshakeOutcome.Accepted) return new DialReply(failure);
        return kind == ReplyKind.Verdict ? Judge(body) : new DialReply(HandshakeOutcome.Foreign);
    }

    private DialReply Judge(byte[] body)
    {
        if (Verdict.Decode(body) is not { } verdict) return new DialReply(HandshakeOutcome.Foreign);
        if (verdict.Outcome == HandshakeOutcome.Secret) return new DialReply(HandshakeOutcome.Secret);
        Transcript.Add(verdict.EncodeWithoutProof());
        return Transcript.IsProof(AcceptorHandshake.Role, verdict.Proof)
            ? new DialReply(verdict.Outcome, verdict.Acceptor, verdict.Position)
            : new DialReply(HandshakeOutcome.NotProved);
    }

    /// <summary>Refused before either side could prove anything.</summary>
    private static DialReply Unproved(byte[] body) => Verdict.Decode(body) is { Outcome: HandshakeOutcome.Version or HandshakeOutcome.Cluster } verdict
        ? new DialReply(verdict.Outcome)
        : new DialReply(HandshakeOutcome.Foreign);

    private async Task<(ReplyKind Kind, byte[] Body, HandshakeOutcome Failure)> ReadReplyAsync(CancellationToken cancellation)
    {
        var head = new byte[3];
        if (!await connection.TryReadAsync(head, cancellation)) return (default, [], HandshakeOutcome.Ended);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(1));
        if (!Enum.IsDefined((ReplyKind)head[0]) || length > LongestReply)
            return (default, [], head[0] is 0x15 or 0x16 ? HandshakeOutcome.ForeignTls : HandshakeOutcome.Foreign);
        var body = new byte[length];
        return await connection.TryReadAsync(body, cancellation)
            ? ((ReplyKind)head[0], body, HandshakeOutcome.Accepted)
            : (default, [], HandshakeOutcome.Ended);
    }
}
