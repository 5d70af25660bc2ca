using System.Buffers;

namespace XmppActors.Transport.Xml;

/// <summary>The start tag of a stream (RFC 6120 §4.7), or <c>&lt;open/&gt;</c> (RFC 7395 §3.4); read from a peer or to be written to one.</summary>
/// <remarks>Attributes are given as sent: whether <c>to</c> is an address, and of whom, is decided above.</remarks>
public sealed record StreamHeader
{
    /// <summary>Whom the sender wants to reach.</summary>
    public string? To { get; init; }

    /// <summary>Who the sender says it is.</summary>
    public string? From { get; init; }

    /// <summary>The stream's id; only in a header of the receiving entity.</summary>
    public string? Id { get; init; }

    /// <summary>As sent, <c>1.0</c> by rights; absent on component streams and before XMPP 1.0.</summary>
    public string? Version { get; init; }

    /// <summary><c>xml:lang</c>: the language of all that does not name its own.</summary>
    public string? Lang { get; init; }

    /// <summary><c>jabber:client</c> and its like.</summary>
    public string ContentNamespace { get; init; } = Namespaces.Client;

    /// <summary>Bytes on the wire, XML declaration included; 0 for a header not read.</summary>
    public int ByteCount { get; init; }

    /// <summary>Writes the header; on <see cref="StreamFraming.Stream"/> behind an XML declaration, with the prefix <c>stream</c> declared.</summary>
    public void WriteTo(IBufferWriter<byte> output, StreamFraming framing)
    {
        if (framing == StreamFraming.WebSocket)
        {
            output.Write("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing'"u8);
        }
        else
        {
            output.Write("<?xml version='1.0'?><stream:stream"u8);
            TreeWriter.WriteAttribute(output, "xmlns"u8, ContentNamespace);
            output.Write(" xmlns:stream='http://etherx.jabber.org/streams'"u8);
        }
        WriteOptional(output, "from"u8, From);
        WriteOptional(output, "to"u8, To);
        WriteOptional(output, "id"u8, Id);
        WriteOptional(output, "version"u8, Version);
        WriteOptional(output, "xml:lang"u8, Lang);
        output.Write(framing == StreamFraming.WebSocket ? "/>"u8 : ">"u8);
    }

    /// <summary>Writes what ends a stream: the closing tag, or <c>&lt;close/&gt;</c>.</summary>
    public static void WriteClose(IBufferWriter<byte> output, StreamFraming framing) =>
        output.Write(framing == StreamFraming.WebSocket
            ? "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"u8
            : "</stream:stream>"u8);

    private static void WriteOptional(IBufferWriter<byte> output, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            TreeWriter.WriteAttribute(output, name, value);
    }
}
