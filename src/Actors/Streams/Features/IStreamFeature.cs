using System.Xml.Linq;
using XmppActors.Transport.Connections;

namespace XmppActors.Actors.Streams.Features;

/// <summary>One child of <c>&lt;stream:features/&gt;</c> (RFC 6120 §4.3.2).</summary>
internal interface IStreamFeature
{
    /// <summary>The feature as it is offered now; null: not now.</summary>
    XElement? Offer(NegotiationState state);
}

/// <summary>How far a stream's negotiation has come.</summary>
/// <param name="Connection">With the outcome of TLS.</param>
/// <param name="Domain">The served domain that the stream was opened to.</param>
/// <param name="IsAuthenticated">Only what follows authentication may be offered; else only what precedes it.</param>
internal sealed record NegotiationState(ConnectionInfo Connection, string Domain, bool IsAuthenticated);
