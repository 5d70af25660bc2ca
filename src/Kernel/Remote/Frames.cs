using System.Buffers;
using System.Buffers.Binary;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Remote;

/// <summary>Something told to an actor of another node: whom, and the message.</summary>
internal readonly struct MessageFrame(RemoteActorRef target, EncodedMessage message)
{
    internal static readonly Action<MessageFrame, IBufferWriter<byte>> Writer = static (frame, buffer) => frame.Write(buffer);

    private void Write(IBufferWriter<byte> buffer)
    {
        TargetFormat.Write(buffer, FrameKind.Message, target);
        message.Write(buffer);
    }
}

/// <summary>What the engine tells the engine of another node; on the wire: append-only.</summary>
internal enum SystemOperation : byte
{
    /// <summary>Tell the reference that follows when the target ends.</summary>
    Watch = 1,

    Unwatch = 2,

    /// <summary>The target watches the reference that follows, which has ended.</summary>
    Ended = 3,

    /// <summary>As <see cref="Ended"/>, and it had before it was watched, or never was.</summary>
    NotThere = 4,

    /// <summary>The target is to stop.</summary>
    Stop = 5,
}

/// <param name="target">Whom it is about.</param>
/// <param name="other">The other reference as bytes; empty when there is none.</param>
internal sealed class SystemFrame(SystemOperation operation, RemoteActorRef target, byte[] other)
{
    internal static readonly Action<SystemFrame, IBufferWriter<byte>> Writer = static (frame, buffer) => frame.Write(buffer);

    private void Write(IBufferWriter<byte> buffer)
    {
        TargetFormat.Write(buffer, FrameKind.System, target);
        var span = buffer.GetSpan(1 + other.Length);
        span[0] = (byte)operation;
        other.CopyTo(span[1..]);
        buffer.Advance(1 + other.Length);
    }
}

/// <summary>The actor that a frame is for: its number, or zero and its path.</summary>
internal static class TargetFormat
{
    internal static void Write(IBufferWriter<byte> buffer, FrameKind kind, RemoteActorRef target)
    {
        var span = buffer.GetSpan(1 + sizeof(long));
        span[0] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(span[1..], target.Uid);
        buffer.Advance(1 + sizeof(long));
        if (target.Uid == 0) buffer.Write(WireFormat.TextBytes(RefFormat.PathIn(target.Wire)));
    }

    /// <param name="path">Empty when the number says it.</param>
    /// <returns><c>false</c>: malformed.</returns>
    internal static bool TryRead(ref WireReader reader, out long uid, out string path)
    {
        path = "";
        return reader.TryReadInt64(out uid) && (uid != 0 || reader.TryReadText(out path));
    }
}
