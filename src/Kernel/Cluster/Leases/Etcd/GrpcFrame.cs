using System.Buffers.Binary;
using Google.Protobuf;

namespace XmppActors.Kernel.Cluster.Leases.Etcd;

/// <summary>Messages as gRPC puts them into an HTTP/2 body: a flag (0: not compressed), the length in four bytes, the message.</summary>
internal static class GrpcFrame
{
    private const int HeaderBytes = 5;

    /// <summary>Far above what an etcd sends in its ordinary settings (1.5 MiB a request, so a range or a batch of changes may be a few).</summary>
    private const int MaxMessageBytes = 64 * 1024 * 1024;

    internal static byte[] Write(IMessage message)
    {
        var size = message.CalculateSize();
        var frame = new byte[HeaderBytes + size];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), size);
        message.WriteTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    /// <returns><c>null</c> at the end of the body.</returns>
    internal static async Task<T?> TryReadAsync<T>(Stream body, MessageParser<T> parser, CancellationToken cancellation)
        where T : class, IMessage<T>
    {
        var header = new byte[HeaderBytes];
        var read = await body.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellation);
        if (read == 0) return null;
        if (read < HeaderBytes) throw new InvalidDataException("the answer ends within a message");
        var size = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1));
        if (header[0] != 0 || size > MaxMessageBytes) throw new InvalidDataException("the answer is no gRPC that this client asked for");
        var message = new byte[size];
        await body.ReadExactlyAsync(message, cancellation);
        return parser.ParseFrom(message);
    }
}
