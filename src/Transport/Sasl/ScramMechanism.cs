using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>SCRAM (RFC 5802, RFC 7677) with and without channel binding.</summary>
/// <remarks>An account that does not exist is carried through the whole exchange with made-up keys and fails at the
/// proof, like a wrong password.</remarks>
internal sealed class ScramMechanism(
    ScramHash hash,
    bool usesBinding,
    SaslChannel channel,
    bool offersBinding,
    UnknownAccounts unknownAccounts) : ISaslMechanism
{
    internal const string PlusSuffix = "-PLUS";

    private const int MaxMessageBytes = 4096;
    private const int NonceBytes = 18;

    private State _state = State.Initial;
    private ScramClientFirst? _clientFirst;
    private BareJid? _account;
    private ChannelBinding? _binding;
    private ScramKeys? _keys;
    private List<ScramKeys> _others = []; // As good as those: the account has several passwords.
    private bool _accountExists;
    private string _serverFirst = "";
    private string _nonce = "";

    private enum State { Initial, AwaitingFirst, AwaitingCredentials, AwaitingFinal, Over }

    public string Name { get; } = hash.MechanismName() + (usesBinding ? PlusSuffix : "");

    public SaslStep Start(ReadOnlySpan<byte> initialResponse, bool hasInitialResponse)
    {
        if (_state != State.Initial)
            return Fail(SaslFailureCondition.MalformedRequest);
        _state = State.AwaitingFirst;
        return hasInitialResponse ? Continue(initialResponse) : new SaslStep.Challenge(default);
    }

    public SaslStep Continue(ReadOnlySpan<byte> response)
    {
        if (response.Length > MaxMessageBytes || !Utf8.IsValid(response))
            return Fail(SaslFailureCondition.MalformedRequest);
        var message = Encoding.UTF8.GetString(response);
        return _state switch
        {
            State.AwaitingFirst => OnClientFirst(message),
            State.AwaitingFinal => OnClientFinal(message),
            _ => Fail(SaslFailureCondition.MalformedRequest),
        };
    }

    public SaslStep Credentials(IReadOnlyList<ScramKeys>? keys)
    {
        if (_state != State.AwaitingCredentials)
            return Fail(SaslFailureCondition.MalformedRequest);
        var own = keys?.FirstOrDefault(each => each.Hash == hash);
        _accountExists = own is not null;
        _keys = own ?? unknownAccounts.Keys(_account!, hash);
        _others = keys?.Where(each => IsAlternative(each, own!)).ToList() ?? [];
        _nonce = _clientFirst!.Nonce + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(_keys.Salt.Span)},i={_keys.Iterations}";
        _state = State.AwaitingFinal;
        return new SaslStep.Challenge(Encoding.UTF8.GetBytes(_serverFirst));
    }

    public bool IsCostly(IReadOnlyList<ScramKeys>? keys) => false; // The client derives; the server compares.

    private SaslStep OnClientFirst(string message)
    {
        if (!ScramClientFirst.TryParse(message, out _clientFirst) || usesBinding != (_clientFirst.BindingType is not null))
            return Fail(SaslFailureCondition.MalformedRequest);
        if (_clientFirst.BelievesServerCannotBind && offersBinding) // RFC 5802 §6.
            return Fail(SaslFailureCondition.NotAuthorized, "Channel binding was offered: it was hidden from you.");
        _binding = channel.ChannelBindings.Concat(channel.TacitBindings)
            .FirstOrDefault(each => each.Type == _clientFirst.BindingType);
        if (usesBinding && _binding is null) // Nothing is wrong with the credentials: another mechanism may do.
            return Fail(SaslFailureCondition.InvalidMechanism, "This type of channel binding was not offered.");
        if (!channel.TryName(_clientFirst.Username, out _account))
            return Fail(SaslFailureCondition.NotAuthorized);
        if (!SaslAuthorization.IsOwn(_clientFirst.Authzid, _account))
            return Fail(SaslFailureCondition.InvalidAuthzid);
        _state = State.AwaitingCredentials;
        return new SaslStep.NeedCredentials(_account);
    }

    private SaslStep OnClientFinal(string message)
    {
        if (!ScramClientFinal.TryParse(message, out var final) || final.Proof.Length != hash.Size())
            return Fail(SaslFailureCondition.MalformedRequest);
        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirst!.Bare},{_serverFirst},{final.WithoutProof}");
        var proved = Proved(authMessage, final.Proof);
        if (proved is null || !_accountExists || final.Nonce != _nonce || !IsBoundToThisChannel(final))
            return Fail(SaslFailureCondition.NotAuthorized);
        _state = State.Over;
        var signature = Convert.ToBase64String(proved.ServerSignature(authMessage));
        return new SaslStep.Succeeded(_account!, Encoding.UTF8.GetBytes($"v={signature}")) { Keys = proved };
    }

    /// <summary>Each password's keys are tried: the client was told one salt, and which password it has is for it to know.</summary>
    private ScramKeys? Proved(byte[] authMessage, byte[] proof)
    {
        var proved = _keys!.VerifyProof(authMessage, proof) ? _keys : null;
        foreach (var other in _others)
        {
            if (other.VerifyProof(authMessage, proof)) proved = other;
        }
        return proved;
    }

    private bool IsAlternative(ScramKeys keys, ScramKeys own) => !ReferenceEquals(keys, own)
        && keys.Hash == hash && keys.Iterations == own.Iterations && keys.Salt.Span.SequenceEqual(own.Salt.Span);

    /// <summary>The client's header as it came, and after it the channel's data (RFC 5802 §5.1, attribute c).</summary>
    private bool IsBoundToThisChannel(ScramClientFinal final)
    {
        var header = Encoding.UTF8.GetBytes(_clientFirst!.Gs2Header);
        return final.Binding.AsSpan().StartsWith(header)
            && final.Binding.AsSpan(header.Length).SequenceEqual(_binding is null ? default : _binding.Data.Span);
    }

    private SaslStep.Failed Fail(SaslFailureCondition condition, string? text = null)
    {
        _state = State.Over;
        return new SaslStep.Failed(condition, text);
    }
}
