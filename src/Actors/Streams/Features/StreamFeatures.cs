using System.Xml.Linq;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams.Features;

/// <summary>All that a client's stream can negotiate: <c>&lt;stream:features/&gt;</c> for each stage. RFC 6120
/// §4.3.2.</summary>
internal sealed class StreamFeatures(IReadOnlyList<IStreamFeature> features)
{
    private static readonly XName Name = XName.Get("features", Namespaces.Streams);

    public XmppElement For(NegotiationState state)
    {
        var element = new XElement(Name);
        foreach (var feature in features)
        {
            if (feature.Offer(state) is { } offer) element.Add(offer);
        }
        return XmppElement.From(element);
    }
}
