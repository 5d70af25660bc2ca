using System.Xml.Linq;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams.Features;

/// <summary>STARTTLS (RFC 6120 §5).</summary>
internal sealed class StartTlsFeature(bool isRequired) : IStreamFeature
{
    public const string Namespace = "urn:ietf:params:xml:ns:xmpp-tls";

    public static readonly XmlName Request = new("starttls", Namespace);

    public static readonly XmppElement Proceed = XmppElement.Create(new XmlName("proceed", Namespace));

    public static readonly XmppElement Failure = XmppElement.Create(new XmlName("failure", Namespace));

    private static readonly XNamespace Tls = Namespace;

    public XElement? Offer(NegotiationState state) => state.Connection.CanStartTls && !state.IsAuthenticated
        ? new XElement(Tls + "starttls", isRequired ? new XElement(Tls + "required") : null)
        : null;
}
