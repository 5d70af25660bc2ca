using XmppActors.Actors.Components.Delegation;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.ServerInfo;

/// <summary>
/// Who answers which iq request, by type and payload, and which features this gives the addressee (XEP-0030). Filled
/// when the node is composed, one line for each protocol; only read from then on.
/// </summary>
internal abstract class IqHandlers<THandler>
    where THandler : Delegate
{
    private readonly Dictionary<(StanzaType Type, XmlName Payload), THandler> _handlers = [];
    private readonly SortedSet<string> _features = new(StringComparer.Ordinal);

    /// <summary>Requests that others answer in the server's place (XEP-0355). Null: there are none.</summary>
    public Delegations? Delegations { get; set; }

    /// <summary>
    /// Feature names, each once, in the order of their bytes (the order that XEP-0115 hashes them in).
    /// </summary>
    public IReadOnlyCollection<string> Features => _features;

    /// <exception cref="ArgumentException">Two protocols claim the same request.</exception>
    public void On(StanzaType type, XmlName payload, THandler handler) => _handlers.Add((type, payload), handler);

    public void Feature(string name) => _features.Add(name);

    /// <summary>Finds who answers a request.</summary>
    /// <returns>Null when found; else the condition to bounce with: RFC 6120 §8.2.3, RFC 6121 §8.5.2.1.3.</returns>
    protected StanzaErrorCondition? Find(Stanza request, out THandler? handler)
    {
        handler = null;
        if (request.Type is not (StanzaType.Get or StanzaType.Set)
            || request.IdBytes.IsEmpty
            || request.PayloadName is not { } payload)
            return StanzaErrorCondition.BadRequest;
        if (!_handlers.TryGetValue((request.Type, payload), out handler))
            return StanzaErrorCondition.ServiceUnavailable;
        return request.Children().Count == 1 ? null : StanzaErrorCondition.BadRequest;
    }
}
