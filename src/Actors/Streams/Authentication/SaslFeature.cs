using System.Xml.Linq;
using XmppActors.Actors.Streams.Features;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Streams.Authentication;

/// <summary>The mechanisms that the stream may use now (RFC 6120 §6.4.1).</summary>
internal sealed class SaslFeature(SaslServer sasl, bool requireTls) : IStreamFeature
{
    public XElement? Offer(NegotiationState state) => SaslOffer.For(sasl, state, requireTls)?.ToElement();
}

/// <summary>The channel bindings that they can use (XEP-0440).</summary>
internal sealed class SaslChannelBindingFeature(SaslServer sasl, bool requireTls) : IStreamFeature
{
    public XElement? Offer(NegotiationState state) => SaslOffer.For(sasl, state, requireTls)?.ToChannelBindingElement();
}

/// <summary>What both features are about.</summary>
internal static class SaslOffer
{
    public static SaslMechanismList? For(SaslServer sasl, NegotiationState state, bool requireTls) =>
        !state.IsAuthenticated && SaslChannels.MayAuthenticate(state.Connection, requireTls)
            ? sasl.Offer(SaslChannels.Of(state.Connection, state.Domain))
            : null;
}
