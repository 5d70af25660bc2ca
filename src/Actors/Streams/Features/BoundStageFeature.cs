using System.Xml.Linq;
using XmppActors.Actors.Streams.StreamManagement;

namespace XmppActors.Actors.Streams.Features;

/// <summary>A feature that needs no more than authentication, and is the same for everyone.</summary>
internal sealed class BoundStageFeature(XElement offer) : IStreamFeature
{
    /// <summary>RFC 6120 §7.</summary>
    public static readonly BoundStageFeature Bind = new(new XElement(ResourceBinding.Namespace + "bind"));

    /// <summary>RFC 3921 §3, for clients that still look for it; nothing needs it.</summary>
    public static readonly BoundStageFeature Session = new(new XElement(
        XName.Get("session", "urn:ietf:params:xml:ns:xmpp-session"),
        new XElement(XName.Get("optional", "urn:ietf:params:xml:ns:xmpp-session"))));

    /// <summary>XEP-0198 §3.</summary>
    public static readonly BoundStageFeature StreamManagement = new(
        new XElement(XName.Get("sm", StreamManagementElements.Namespace)));

    /// <summary>RFC 6121 §2.6.1.</summary>
    public static readonly BoundStageFeature RosterVersioning = new(
        new XElement(XName.Get("ver", "urn:xmpp:features:rosterver")));

    /// <summary>RFC 6121 §3.4.1.</summary>
    public static readonly BoundStageFeature SubscriptionPreApproval = new(
        new XElement(XName.Get("sub", "urn:xmpp:features:pre-approval")));

    public XElement? Offer(NegotiationState state) => state.IsAuthenticated ? offer : null;
}
