using System.Buffers;

namespace XmppActors.Transport.Xml;

/// <summary>An unrecoverable fault: once written, the stream is closed (RFC 6120 §4.9).</summary>
/// <param name="Condition">What is wrong.</param>
/// <param name="Text">For whoever reads the peer's log; English.</param>
/// <param name="SeeOtherHost">Where to go instead, <c>host</c> or <c>host:port</c>; only with <see cref="StreamErrorCondition.SeeOtherHost"/>.</param>
/// <param name="Application">What an extension adds to the condition (RFC 6120 §4.9.4).</param>
public sealed record StreamError(
    StreamErrorCondition Condition, string? Text = null, string? SeeOtherHost = null, XmppElement? Application = null)
{
    /// <summary>Writes the <c>&lt;stream:error/&gt;</c> element, and not the closing tag that must follow it.</summary>
    public void WriteTo(IBufferWriter<byte> output, StreamFraming framing)
    {
        output.Write("<stream:error"u8);
        if (framing == StreamFraming.WebSocket)
            output.Write(" xmlns:stream='http://etherx.jabber.org/streams'"u8);
        output.Write("><"u8);
        var condition = WireNames.Of(Condition);
        output.Write(condition);
        output.Write(" xmlns='urn:ietf:params:xml:ns:xmpp-streams'"u8);
        if (SeeOtherHost is { } host)
        {
            output.Write(">"u8);
            XmlText.WriteEscaped(output, host);
            output.Write("</"u8);
            output.Write(condition);
            output.Write(">"u8);
        }
        else
        {
            output.Write("/>"u8);
        }
        if (Text is { } text)
        {
            output.Write("<text xmlns='urn:ietf:params:xml:ns:xmpp-streams' xml:lang='en'>"u8);
            XmlText.WriteEscaped(output, text);
            output.Write("</text>"u8);
        }
        Application?.WriteTo(output, framing);
        output.Write("</stream:error>"u8);
    }
}
