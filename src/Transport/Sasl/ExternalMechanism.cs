using System.Text;
using System.Text.Unicode;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>EXTERNAL for clients: the certificate shown to TLS names the accounts (RFC 6120 §13.7, XEP-0178
/// §2).</summary>
internal sealed class ExternalMechanism(SaslChannel channel) : ISaslMechanism
{
    internal const string MechanismName = "EXTERNAL";

    private BareJid? _account;

    public string Name => MechanismName;

    public SaslStep Start(ReadOnlySpan<byte> initialResponse, bool hasInitialResponse) =>
        hasInitialResponse ? Continue(initialResponse) : new SaslStep.Challenge(default);

    public SaslStep Continue(ReadOnlySpan<byte> response)
    {
        if (_account is not null || response.Length > Jid.MaxBytes || !Utf8.IsValid(response)
            || response.Contains((byte)0))
            return new SaslStep.Failed(SaslFailureCondition.MalformedRequest);
        var named = channel.ClientCertificate is null ? [] : CertificateAddresses.Read(channel.ClientCertificate);
        if (response.IsEmpty)
        {
            // Without an authorisation identity the certificate must leave no choice.
            var own = named.Where(IsLocal).Distinct().ToList();
            if (own.Count == 0)
                return new SaslStep.Failed(SaslFailureCondition.NotAuthorized);
            if (own.Count > 1)
                return new SaslStep.Failed(SaslFailureCondition.InvalidAuthzid);
            _account = own[0];
        }
        else
        {
            if (!BareJid.TryParse(Encoding.UTF8.GetString(response), out BareJid? asked)
                || !IsLocal(asked) || !named.Contains(asked))
                return new SaslStep.Failed(SaslFailureCondition.InvalidAuthzid);
            _account = asked;
        }
        return new SaslStep.NeedCredentials(_account);
    }

    /// <summary>The certificate has proved the identity already; the account must exist.</summary>
    public SaslStep Credentials(IReadOnlyList<ScramKeys>? keys) => _account is not null && keys is not null
        ? new SaslStep.Succeeded(_account)
        : new SaslStep.Failed(SaslFailureCondition.NotAuthorized);

    public bool IsCostly(IReadOnlyList<ScramKeys>? keys) => false;

    private bool IsLocal(BareJid jid) => jid.Localpart is not null && jid.Domainpart == channel.Domain;
}
