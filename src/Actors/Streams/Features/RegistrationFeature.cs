using System.Xml.Linq;
using XmppActors.Actors.Streams.Authentication;

namespace XmppActors.Actors.Streams.Features;

/// <summary>Strangers may make an account (XEP-0077 §8): offered wherever they could then use it.</summary>
internal sealed class RegistrationFeature(bool requireTls) : IStreamFeature
{
    public XElement? Offer(NegotiationState state) =>
        !state.IsAuthenticated && SaslChannels.MayAuthenticate(state.Connection, requireTls)
            ? new XElement(XName.Get("register", "http://jabber.org/features/iq-register"))
            : null;
}
