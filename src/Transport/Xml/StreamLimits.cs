namespace XmppActors.Transport.Xml;

/// <summary>What a peer may make us hold. Beyond any of these the stream ends with <c>policy-violation</c> (RFC 6120 §4.9.3.14, §13.12).</summary>
/// <param name="StanzaBytes">Longest stanza or other top-level element on the wire; RFC 6120 §13.12 forbids less than 10000 after authentication.</param>
/// <param name="HeaderBytes">Longest stream header, XML declaration included.</param>
/// <param name="Depth">Deepest nesting; the stanza itself is 1.</param>
/// <param name="Attributes">Most attributes of one element, namespace declarations included; four times as many declarations may be in scope.</param>
public sealed record StreamLimits(
    int StanzaBytes = 256 * 1024, int HeaderBytes = 8 * 1024, int Depth = 64, int Attributes = 64);
