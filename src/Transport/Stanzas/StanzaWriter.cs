using System.Buffers;
using System.Diagnostics;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Stanzas;

/// <summary>Writes stanzas: a start tag put together anew around bytes that are copied.</summary>
internal static class StanzaWriter
{
    /// <summary>Up to this size payload and tags are written into one span; larger payloads go in pieces of the output's choosing.</summary>
    private const int MaxSingleSpan = 4096;

    internal static void Write(Stanza stanza, IBufferWriter<byte> output, StreamFraming framing)
    {
        var payload = stanza.Payload.Span;
        int tags = Measure(stanza, framing) - payload.Length;
        if (tags + payload.Length <= MaxSingleSpan)
        {
            var whole = new SpanWriter(output.GetSpan(tags + payload.Length));
            WriteStartTag(ref whole, stanza, framing);
            whole.Write(payload);
            WriteEndTag(ref whole, stanza);
            output.Advance(whole.Written);
            return;
        }
        var start = new SpanWriter(output.GetSpan(tags));
        WriteStartTag(ref start, stanza, framing);
        output.Advance(start.Written);
        output.Write(payload);
        var end = new SpanWriter(output.GetSpan(tags));
        WriteEndTag(ref end, stanza);
        output.Advance(end.Written);
    }

    /// <summary>Bytes that <see cref="Write"/> will write.</summary>
    internal static int Measure(Stanza stanza, StreamFraming framing)
    {
        int name = StanzaNames.Of(stanza.Kind).Length;
        int size = stanza.Payload.IsEmpty ? "</>".Length + name : "<></>".Length + (2 * name) + stanza.Payload.Length;
        if (framing == StreamFraming.WebSocket)
            size += ExplicitNamespace.Length;
        size += MeasureAttribute(" from=''".Length, From(stanza).Length);
        size += MeasureAttribute(" to=''".Length, To(stanza).Length);
        size += MeasureAttribute(" id=''".Length, stanza.IdBytes.Length);
        size += MeasureAttribute(" type=''".Length, Type(stanza).Length);
        return size + stanza.Attributes.Length;
    }

    private static int MeasureAttribute(int syntax, int value) => value == 0 ? 0 : syntax + value;

    private static ReadOnlySpan<byte> ExplicitNamespace => " xmlns='jabber:client'"u8;

    private static ReadOnlySpan<byte> From(Stanza stanza) =>
        stanza.From is { } from ? from.AttributeBytes.Span : stanza.Verbatim?.From;

    private static ReadOnlySpan<byte> To(Stanza stanza) =>
        stanza.To is { } to ? to.AttributeBytes.Span : stanza.Verbatim?.To;

    private static ReadOnlySpan<byte> Type(Stanza stanza) => stanza.Type switch
    {
        StanzaType.None => default,
        StanzaType.Unknown => stanza.Verbatim?.Type,
        _ => StanzaNames.Of(stanza.Type),
    };

    private static void WriteStartTag(ref SpanWriter output, Stanza stanza, StreamFraming framing)
    {
        output.Write("<"u8);
        output.Write(StanzaNames.Of(stanza.Kind));
        if (framing == StreamFraming.WebSocket)
            output.Write(ExplicitNamespace);
        output.WriteAttribute(" from="u8, From(stanza));
        output.WriteAttribute(" to="u8, To(stanza));
        output.WriteAttribute(" id="u8, stanza.IdBytes.Span);
        output.WriteAttribute(" type="u8, Type(stanza));
        output.Write(stanza.Attributes.Span);
        output.Write(stanza.Payload.IsEmpty ? "/>"u8 : ">"u8);
    }

    private static void WriteEndTag(ref SpanWriter output, Stanza stanza)
    {
        if (stanza.Payload.IsEmpty)
            return;
        output.Write("</"u8);
        output.Write(StanzaNames.Of(stanza.Kind));
        output.Write(">"u8);
    }

    private ref struct SpanWriter(Span<byte> free)
    {
        private Span<byte> _free = free;

        internal int Written { get; private set; }

        internal void Write(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_free);
            _free = _free[bytes.Length..];
            Written += bytes.Length;
        }

        /// <summary>Writes nothing for an empty value, which is how an absent one looks.</summary>
        internal void WriteAttribute(ReadOnlySpan<byte> nameAndEquals, ReadOnlySpan<byte> escaped)
        {
            if (escaped.IsEmpty)
                return;
            var quote = escaped.Contains((byte)'\'') ? "\""u8 : "'"u8; // It came within one of the two: both cannot occur.
            Debug.Assert(!escaped.Contains(quote[0]));
            Write(nameAndEquals);
            Write(quote);
            Write(escaped);
            Write(quote);
        }
    }
}
