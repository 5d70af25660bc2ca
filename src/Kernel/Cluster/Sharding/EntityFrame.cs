using System.Buffers;
using System.Text;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>An entity's message as a frame of the mesh: type, shard, round, entity, then the message to the end.</summary>
internal readonly struct EntityFrame(uint type, int shard, long round, string entityId, EncodedMessage message)
{
    internal static readonly Action<EntityFrame, IBufferWriter<byte>> Writer = static (frame, buffer) => frame.Write(buffer);

    /// <summary>How a type is called on the wire: no two regions of a system may have the same.</summary>
    internal static uint TypeOf(string typeName) => StableHash.Of(typeName);

    private void Write(IBufferWriter<byte> buffer)
    {
        var span = buffer.GetSpan(1 + (4 * WireFormat.LargestLength) + Encoding.UTF8.GetMaxByteCount(entityId.Length));
        span[0] = (byte)FrameKind.Entity;
        var written = 1;
        written += WireFormat.WriteNumber(span[written..], type);
        written += WireFormat.WriteNumber(span[written..], (uint)shard);
        written += WireFormat.WriteNumber(span[written..], checked((uint)round));
        written += WireFormat.WriteText(span[written..], entityId);
        buffer.Advance(written);
        message.Write(buffer);
    }
}
