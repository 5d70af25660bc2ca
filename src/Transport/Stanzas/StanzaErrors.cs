using System.Buffers;
using System.Xml.Linq;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Stanzas;

/// <summary>Makes answers to stanzas: errors (RFC 6120 §8.3) and results (§8.2.3).</summary>
public static class StanzaErrors
{
    /// <summary>Content up to this size is sent back within an error, so that its sender can see what went wrong.</summary>
    private const int MaxEchoBytes = 1024;

    /// <summary>The error for a stanza: same kind and id, addresses swapped, content sent back when small.</summary>
    /// <param name="original">The stanza that failed.</param>
    /// <param name="condition">Why.</param>
    /// <param name="type">What its sender can do; by default what RFC 6120 §8.3.3 recommends for the condition.</param>
    /// <param name="text">For a human reader; English.</param>
    /// <param name="detail">A condition of the application's own, beside the RFC's (§8.3.4).</param>
    /// <returns>Null where no error may be sent: for an error (§8.3.1) and for an iq result (§8.2.3).</returns>
    public static Stanza? Bounce(
        Stanza original, StanzaErrorCondition condition, StanzaErrorType? type = null, string? text = null, XmlName? detail = null)
    {
        ArgumentNullException.ThrowIfNull(original);
        if (original.Type is StanzaType.Error or StanzaType.Result)
            return null;

        bool isEchoed = original.Payload.Length <= MaxEchoBytes;
        var payload = new ArrayBufferWriter<byte>((isEchoed ? original.Payload.Length : 0) + 256);
        if (isEchoed)
            payload.Write(original.Payload.Span);
        WriteError(payload, condition, type ?? DefaultType(condition), text, detail);
        return new Stanza(new StanzaParts
        {
            Kind = original.Kind,
            Type = StanzaType.Error,
            From = original.To,
            To = original.From,
            Id = original.IdBytes,
            Attributes = isEchoed ? original.Attributes : default, // Prefixes that the content may use.
            Payload = payload.WrittenMemory,
            Verbatim = VerbatimHeader.Create(original.Verbatim?.From, original.Verbatim?.To, null),
        });
    }

    /// <summary>The result of an iq request: same id, addresses swapped.</summary>
    public static Stanza IqResult(Stanza request, params ReadOnlySpan<XElement> children)
    {
        ArgumentNullException.ThrowIfNull(request);
        var payload = new ArrayBufferWriter<byte>();
        foreach (var child in children)
            TreeWriter.WriteElement(payload, child, Namespaces.Client);
        return new Stanza(new StanzaParts
        {
            Kind = StanzaKind.Iq,
            Type = StanzaType.Result,
            From = request.To,
            To = request.From,
            Id = request.IdBytes,
            Payload = payload.WrittenMemory,
        });
    }

    /// <summary>The error type that RFC 6120 §8.3.3 recommends, the first where it allows several.</summary>
    public static StanzaErrorType DefaultType(StanzaErrorCondition condition) => condition switch
    {
        StanzaErrorCondition.BadRequest => StanzaErrorType.Modify,
        StanzaErrorCondition.JidMalformed => StanzaErrorType.Modify,
        StanzaErrorCondition.NotAcceptable => StanzaErrorType.Modify,
        StanzaErrorCondition.PolicyViolation => StanzaErrorType.Modify,
        StanzaErrorCondition.Redirect => StanzaErrorType.Modify,
        StanzaErrorCondition.Forbidden => StanzaErrorType.Auth,
        StanzaErrorCondition.NotAuthorized => StanzaErrorType.Auth,
        StanzaErrorCondition.RegistrationRequired => StanzaErrorType.Auth,
        StanzaErrorCondition.SubscriptionRequired => StanzaErrorType.Auth,
        StanzaErrorCondition.RecipientUnavailable => StanzaErrorType.Wait,
        StanzaErrorCondition.RemoteServerTimeout => StanzaErrorType.Wait,
        StanzaErrorCondition.ResourceConstraint => StanzaErrorType.Wait,
        StanzaErrorCondition.UnexpectedRequest => StanzaErrorType.Wait,
        _ => StanzaErrorType.Cancel,
    };

    private static void WriteError(
        IBufferWriter<byte> output, StanzaErrorCondition condition, StanzaErrorType type, string? text, XmlName? detail)
    {
        output.Write("<error type='"u8);
        output.Write(StanzaNames.Of(type));
        output.Write("'><"u8);
        output.Write(StanzaNames.Of(condition));
        output.Write(" xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"u8);
        if (text is not null)
        {
            output.Write("<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>"u8);
            XmlText.WriteEscaped(output, text);
            output.Write("</text>"u8);
        }
        if (detail is { } name)
            TreeWriter.WriteElement(output, new XElement(XName.Get(name.LocalName, name.Namespace)), Namespaces.Client);
        output.Write("</error>"u8);
    }
}
