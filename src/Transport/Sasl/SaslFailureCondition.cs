namespace XmppActors.Transport.Sasl;

/// <summary>Why an authentication was refused (RFC 6120 §6.5).</summary>
public enum SaslFailureCondition
{
    Aborted,
    AccountDisabled,
    CredentialsExpired,
    EncryptionRequired,
    IncorrectEncoding,
    InvalidAuthzid,
    InvalidMechanism,
    MalformedRequest,
    MechanismTooWeak,
    NotAuthorized,
    TemporaryAuthFailure,
}

public static class SaslFailureConditions
{
    /// <summary>The way of authenticating was turned down, whatever the credentials: the client may succeed by another one
    /// (RFC 6120 §6.4.5).</summary>
    public static bool IsAboutMechanism(this SaslFailureCondition condition) => condition
        is SaslFailureCondition.InvalidMechanism
        or SaslFailureCondition.MechanismTooWeak
        or SaslFailureCondition.EncryptionRequired;

    /// <summary>The condition's element name in <c>urn:ietf:params:xml:ns:xmpp-sasl</c>.</summary>
    public static string ElementName(this SaslFailureCondition condition) => condition switch
    {
        SaslFailureCondition.Aborted => "aborted",
        SaslFailureCondition.AccountDisabled => "account-disabled",
        SaslFailureCondition.CredentialsExpired => "credentials-expired",
        SaslFailureCondition.EncryptionRequired => "encryption-required",
        SaslFailureCondition.IncorrectEncoding => "incorrect-encoding",
        SaslFailureCondition.InvalidAuthzid => "invalid-authzid",
        SaslFailureCondition.InvalidMechanism => "invalid-mechanism",
        SaslFailureCondition.MalformedRequest => "malformed-request",
        SaslFailureCondition.MechanismTooWeak => "mechanism-too-weak",
        SaslFailureCondition.NotAuthorized => "not-authorized",
        SaslFailureCondition.TemporaryAuthFailure => "temporary-auth-failure",
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
    };
}
