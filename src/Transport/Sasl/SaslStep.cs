using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>What comes next in an authentication exchange.</summary>
public abstract record SaslStep
{
    private SaslStep()
    {
    }

    /// <summary>Send this and wait for the response. Empty is sent as an empty challenge.</summary>
    public sealed record Challenge(ReadOnlyMemory<byte> Data) : SaslStep;

    /// <summary>Look the account up and go on with <see cref="ISaslMechanism.Credentials"/>, whether it exists or
    /// not.</summary>
    public sealed record NeedCredentials(BareJid Account) : SaslStep;

    /// <summary>The stream speaks for <paramref name="Account"/> from now on.</summary>
    /// <param name="Account">The authorised account; for an anonymous stream one made up for it (<paramref
    /// name="IsAnonymous"/>).</param>
    /// <param name="AdditionalData">Goes with the success (RFC 6120 §6.4.6), such as SCRAM's proof of the server; null
    /// when there is none.</param>
    /// <param name="IsAnonymous">No account stands behind the stream (RFC 4505).</param>
    public sealed record Succeeded(
        BareJid Account,
        ReadOnlyMemory<byte>? AdditionalData = null,
        bool IsAnonymous = false) : SaslStep
    {
        /// <summary>SCRAM: which of the account's keys the client has proved to know.</summary>
        public ScramKeys? Keys { get; init; }
    }

    /// <summary>The exchange is over. <paramref name="Text"/> never says whether an account exists.</summary>
    public sealed record Failed(SaslFailureCondition Condition, string? Text = null) : SaslStep;
}
