using System.Xml.Linq;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams.Authentication;

/// <summary>SASL as RFC 6120 §6.4 frames it.</summary>
internal static class SaslElements
{
    public const string Namespace = "urn:ietf:params:xml:ns:xmpp-sasl";

    private static readonly XNamespace Sasl = Namespace;
    private static readonly XmlName ChallengeName = new("challenge", Namespace);
    private static readonly XmlName SuccessName = new("success", Namespace);

    public static XmppElement Challenge(ReadOnlySpan<byte> data) =>
        XmppElement.Create(ChallengeName, SaslBase64.Encode(data));

    /// <param name="additionalData">Null is not the same as empty (§6.4.6).</param>
    public static XmppElement Success(ReadOnlyMemory<byte>? additionalData) =>
        XmppElement.Create(SuccessName, additionalData is { } data ? SaslBase64.Encode(data.Span) : null);

    public static XmppElement Failure(SaslFailureCondition condition, string? text)
    {
        var failure = new XElement(Sasl + "failure", new XElement(Sasl + condition.ElementName()));
        if (text is not null)
            failure.Add(new XElement(Sasl + "text", new XAttribute(XNamespace.Xml + "lang", "en"), text));
        return XmppElement.From(failure);
    }
}
