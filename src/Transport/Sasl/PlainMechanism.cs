using System.Text;
using System.Text.Unicode;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>PLAIN (RFC 4616), checked against the account's SCRAM keys: no password is kept anywhere.</summary>
internal sealed class PlainMechanism(
    SaslChannel channel,
    UnknownAccounts unknownAccounts,
    VerifiedPasswordCache verified) : ISaslMechanism
{
    internal const string MechanismName = "PLAIN";

    /// <summary>Three fields of 255 bytes are the RFC's; passphrases may be longer.</summary>
    private const int MaxMessageBytes = 4096;

    /// <summary>Any hash can check a password; of the sound ones SHA-256 is the cheapest to derive.</summary>
    private const ScramHash PreferredHash = ScramHash.Sha256;

    private BareJid? _account;
    private string? _password;

    public string Name => MechanismName;

    public SaslStep Start(ReadOnlySpan<byte> initialResponse, bool hasInitialResponse) =>
        hasInitialResponse ? Continue(initialResponse) : new SaslStep.Challenge(default);

    public SaslStep Continue(ReadOnlySpan<byte> response)
    {
        if (_account is not null || response.Length > MaxMessageBytes || !Utf8.IsValid(response))
            return Failed(SaslFailureCondition.MalformedRequest);
        var fields = Encoding.UTF8.GetString(response).Split('\0');
        if (fields is not [var authzid, { Length: > 0 } authcid, { Length: > 0 } password])
            return Failed(SaslFailureCondition.MalformedRequest);
        if (!channel.TryName(authcid, out var account)
            || !ScramKeys.TryPreparePassword(password, out var prepared))
            return Failed(SaslFailureCondition.NotAuthorized);
        if (!SaslAuthorization.IsOwn(authzid, account))
            return Failed(SaslFailureCondition.InvalidAuthzid);
        (_account, _password) = (account, prepared);
        return new SaslStep.NeedCredentials(account);
    }

    public SaslStep Credentials(IReadOnlyList<ScramKeys>? keys)
    {
        if (_account is not { } account || _password is not { } password)
            return Failed(SaslFailureCondition.MalformedRequest);
        _password = null;
        var own = Select(keys);
        if (own is not null && verified.Contains(account, own, password))
            return new SaslStep.Succeeded(account);
        var fits = (own ?? unknownAccounts.Keys(account, PreferredHash)).Verify(password);
        if (own is null || !fits)
            return Failed(SaslFailureCondition.NotAuthorized);
        verified.Add(account, own, password);
        return new SaslStep.Succeeded(account);
    }

    public bool IsCostly(IReadOnlyList<ScramKeys>? keys) =>
        _account is { } account && _password is { } password
        && !(Select(keys) is { } own && verified.Contains(account, own, password));

    private static ScramKeys? Select(IReadOnlyList<ScramKeys>? keys) =>
        keys?.FirstOrDefault(each => each.Hash == PreferredHash) ?? (keys is [var any, ..] ? any : null);

    private static SaslStep.Failed Failed(SaslFailureCondition condition) => new(condition);
}
