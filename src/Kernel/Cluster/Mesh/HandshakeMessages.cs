using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>First message of a dialler: who wants to speak with whom, and for what.</summary>
/// <remarks>On the wire: magic (8 bytes), version and length (2 each), then lane, cluster, from, to, nonce. All numbers little endian, texts with a
/// byte of length before them.</remarks>
internal sealed record Hello(MeshLane Lane, string Cluster, UniqueAddress From, UniqueAddress To, byte[] Nonce)
{
    internal const int HeadBytes = 12;

    internal const int LongestBody = 1024;

    internal static ReadOnlySpan<byte> Magic => "XmppMesh"u8;

    internal byte[] Encode(int version)
    {
        var fields = new FieldWriter();
        fields.Bytes(Magic);
        fields.Number16(version);
        fields.Number16(0);
        fields.Byte((byte)Lane);
        fields.Text(Cluster);
        fields.Address(From);
        fields.Address(To);
        fields.Bytes(Nonce);
        var encoded = fields.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(encoded.AsSpan(HeadBytes - 2), checked((ushort)(encoded.Length - HeadBytes)));
        return encoded;
    }

    internal static Hello? Decode(ReadOnlySpan<byte> body)
    {
        var fields = new FieldReader(body);
        var hello = new Hello((MeshLane)fields.Byte(), fields.Text(), fields.Address(), fields.Address(), fields.Bytes(Transcript.NonceBytes));
        return fields.IsWhole && Enum.IsDefined(hello.Lane) ? hello : null;
    }
}

/// <summary>Kinds of an acceptor's messages; each with a length (2 bytes) behind it.</summary>
internal enum ReplyKind : byte
{
    /// <summary>A nonce.</summary>
    Challenge = 1,

    /// <summary><see cref="Verdict"/>.</summary>
    Verdict = 2,
}

/// <summary>Last message of an acceptor.</summary>
/// <param name="Position">Data lane: up to where it has received the dialler's stream.</param>
/// <param name="Proof">That the acceptor has the secret; zeros where it refuses before it knows whether the dialler has.</param>
internal sealed record Verdict(HandshakeOutcome Outcome, int Version, UniqueAddress Acceptor, long Position, byte[] Proof)
{
    internal byte[] EncodeWithoutProof()
    {
        var fields = new FieldWriter();
        fields.Byte((byte)Outcome);
        fields.Number16(Version);
        fields.Address(Acceptor);
        fields.Number64(Position);
        return fields.ToArray();
    }

    internal static Verdict? Decode(ReadOnlySpan<byte> body)
    {
        var fields = new FieldReader(body);
        var verdict = new Verdict((HandshakeOutcome)fields.Byte(), fields.Number16(), fields.Address(), fields.Number64(), fields.Bytes(Transcript.ProofBytes));
        return fields.IsWhole && verdict.Outcome <= HandshakeOutcome.NotMember ? verdict : null;
    }
}

internal sealed class FieldWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal void Byte(byte value) => _bytes.Write([value]);

    internal void Bytes(ReadOnlySpan<byte> value) => _bytes.Write(value);

    internal void Number16(int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)value));
        _bytes.Write(bytes);
    }

    internal void Number64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    internal void Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Byte(checked((byte)bytes.Length));
        _bytes.Write(bytes);
    }

    internal void Address(UniqueAddress value)
    {
        Text(value.Host);
        Number16(value.Port);
        Number64(value.Incarnation);
    }

    internal byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}

/// <summary>Reads fields from bytes of anyone's making: what is missing or cannot be makes the whole invalid, and reads as nothing.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _left = bytes;
    private bool _isBroken;

    /// <summary>All fields were there and nothing else.</summary>
    internal readonly bool IsWhole => !_isBroken && _left.IsEmpty;

    internal byte Byte() => Take(1)[0];

    internal byte[] Bytes(int length) => Take(length).ToArray();

    internal int Number16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    internal long Number64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Without control characters: it may be logged.</summary>
    internal string Text()
    {
        var bytes = Take(Byte());
        try
        {
            var text = StrictUtf8.GetString(bytes);
            if (!text.Any(char.IsControl)) return text;
        }
        catch (DecoderFallbackException)
        {
            _isBroken = true;
            return "";
        }

        _isBroken = true;
        return "";
    }

    internal UniqueAddress Address() => new(Text(), Number16(), Number64());

    private ReadOnlySpan<byte> Take(int length)
    {
        if (_isBroken || length > _left.Length)
        {
            _isBroken = true;
            return new byte[length];
        }

        var taken = _left[..length];
        _left = _left[length..];
        return taken;
    }
}
