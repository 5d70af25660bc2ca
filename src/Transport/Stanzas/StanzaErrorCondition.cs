namespace XmppActors.Transport.Stanzas;

/// <summary>Why a stanza could not be processed (RFC 6120 §8.3.3), in the RFC's order. On the wire between nodes: append-only.</summary>
public enum StanzaErrorCondition : byte
{
    BadRequest = 0,
    Conflict = 1,
    FeatureNotImplemented = 2,
    Forbidden = 3,
    Gone = 4,
    InternalServerError = 5,
    ItemNotFound = 6,
    JidMalformed = 7,
    NotAcceptable = 8,
    NotAllowed = 9,
    NotAuthorized = 10,
    PolicyViolation = 11,
    RecipientUnavailable = 12,
    Redirect = 13,
    RegistrationRequired = 14,
    RemoteServerNotFound = 15,
    RemoteServerTimeout = 16,
    ResourceConstraint = 17,
    ServiceUnavailable = 18,
    SubscriptionRequired = 19,
    UndefinedCondition = 20,
    UnexpectedRequest = 21,
}
