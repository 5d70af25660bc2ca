namespace XmppActors.Transport.Xml;

/// <summary>Why a stream ends (RFC 6120 §4.9.3), in the RFC's order. On the wire between nodes: append-only.</summary>
public enum StreamErrorCondition : byte
{
    BadFormat = 0,
    BadNamespacePrefix = 1,
    Conflict = 2,
    ConnectionTimeout = 3,
    HostGone = 4,
    HostUnknown = 5,
    ImproperAddressing = 6,
    InternalServerError = 7,
    InvalidFrom = 8,
    InvalidNamespace = 9,
    InvalidXml = 10,
    NotAuthorized = 11,
    NotWellFormed = 12,
    PolicyViolation = 13,
    RemoteConnectionFailed = 14,
    Reset = 15,
    ResourceConstraint = 16,
    RestrictedXml = 17,
    SeeOtherHost = 18,
    SystemShutdown = 19,
    UndefinedCondition = 20,
    UnsupportedEncoding = 21,
    UnsupportedFeature = 22,
    UnsupportedStanzaType = 23,
    UnsupportedVersion = 24,
}
