using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Xml.Linq;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Offline;

/// <summary>A stanza as it lies in the database: one element that means the same without its stream.</summary>
internal static class StoredStanza
{
    private static readonly byte[] Opening =
        "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' version='1.0'/>"u8.ToArray();

    /// <summary>
    /// What came in once was within its listener's limits, and the stanza's own <c>xmlns</c> is all that was added.
    /// </summary>
    private static readonly StreamLimits Limits = new(StanzaBytes: int.MaxValue, Depth: 1024, Attributes: 1024);

    public static ReadOnlyMemory<byte> Write(Stanza stanza)
    {
        var output = new ArrayBufferWriter<byte>(stanza.ByteCount + 64);
        stanza.WriteTo(output, StreamFraming.WebSocket); // With its own xmlns.
        return output.WrittenMemory;
    }

    /// <param name="added">Becomes the last child.</param>
    /// <returns>False: not a stanza, as after damage to the database.</returns>
    public static bool TryRead(
        ReadOnlyMemory<byte> stored, [NotNullWhen(true)] out Stanza? stanza, XElement? added = null)
    {
        var input = new ReadOnlySequence<byte>(added is null ? stored : WithChild(stored, added));
        var framer = new StreamFramer(Limits, StreamKind.Client, StreamFraming.WebSocket);
        var opening = new ReadOnlySequence<byte>(Opening);
        framer.Read(ref opening, isEndOfMessage: true);
        stanza = framer.Read(ref input, isEndOfMessage: true) == FrameKind.Stanza ? framer.Stanza : null;
        return stanza is not null;
    }

    private static byte[] WithChild(ReadOnlyMemory<byte> stored, XElement child)
    {
        var closingTag = stored.Span.LastIndexOf("</"u8);
        if (closingTag < 0)
            return stored.ToArray(); // An empty element: nothing to add to is worth adding to.
        var element = Encoding.UTF8.GetBytes(child.ToString(SaveOptions.DisableFormatting));
        return [.. stored.Span[..closingTag], .. element, .. stored.Span[closingTag..]];
    }
}
