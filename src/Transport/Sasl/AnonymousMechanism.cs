using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>ANONYMOUS (RFC 4505): nobody proves anything; the stream gets an account name of its own
/// (XEP-0175).</summary>
internal sealed class AnonymousMechanism(SaslChannel channel) : ISaslMechanism
{
    internal const string MechanismName = "ANONYMOUS";

    private const int MaxTraceCharacters = 255;

    public string Name => MechanismName;

    public SaslStep Start(ReadOnlySpan<byte> initialResponse, bool hasInitialResponse) =>
        hasInitialResponse ? Continue(initialResponse) : new SaslStep.Challenge(default);

    public SaslStep Continue(ReadOnlySpan<byte> response)
    {
        // The trace information is checked for its form and then ignored: nobody vouches for it.
        if (!Utf8.IsValid(response) || Encoding.UTF8.GetCharCount(response) > MaxTraceCharacters)
            return new SaslStep.Failed(SaslFailureCondition.MalformedRequest);
        var name = "anon-" + RandomNumberGenerator.GetHexString(24, lowercase: true);
        return BareJid.TryCreate(name, channel.Domain, out var account)
            ? new SaslStep.Succeeded(account, IsAnonymous: true)
            : new SaslStep.Failed(SaslFailureCondition.TemporaryAuthFailure);
    }

    public SaslStep Credentials(IReadOnlyList<ScramKeys>? keys) =>
        new SaslStep.Failed(SaslFailureCondition.MalformedRequest);

    public bool IsCostly(IReadOnlyList<ScramKeys>? keys) => false;
}
