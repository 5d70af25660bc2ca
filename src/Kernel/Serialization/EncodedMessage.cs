using System.Buffers;

namespace XmppActors.Kernel.Serialization;

/// <summary>A message as bytes, with what its reader needs: made where it is told, written wherever a buffer is at hand.</summary>
internal readonly struct EncodedMessage(byte[] sender, int serializerId, string manifest, byte[] content)
{
    private const int LargestPrefixes = 3 * WireFormat.LargestLength;

    /// <summary>About how many bytes it takes on the wire; never fewer.</summary>
    internal int MaxLength => LargestPrefixes + sender.Length + (manifest.Length * 3) + content.Length;

    internal string Manifest => manifest;

    /// <summary>Appends it: everything up to the end of the frame belongs to it. Only copies; calls nobody.</summary>
    internal void Write(IBufferWriter<byte> buffer)
    {
        var span = buffer.GetSpan(MaxLength);
        sender.CopyTo(span);
        var written = sender.Length;
        written += WireFormat.WriteNumber(span[written..], (uint)serializerId);
        written += WireFormat.WriteText(span[written..], manifest);
        content.CopyTo(span[written..]);
        buffer.Advance(written + content.Length);
    }
}
