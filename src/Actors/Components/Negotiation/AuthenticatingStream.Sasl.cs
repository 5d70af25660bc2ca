using XmppActors.Actors.Components.Credentials;
using XmppActors.Actors.Streams.Authentication;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Negotiation;

/// <content>SASL (RFC 6120 §6) with domains for user names, and with several secrets that are valid at a time.</content>
internal sealed partial class AuthenticatingStream
{
    private const int MaxFailures = 3;
    private const int MaxRefusedMechanisms = 10;

    private ISaslMechanism? _mechanism; // Of the exchange that is going on.
    private byte[]? _initialResponse;
    private BareJid? _attempt;
    private IReadOnlyList<(ScramKeys Keys, ComponentSecret Secret)> _candidates = [];
    private ComponentProof? _proof;
    private int _pendingBytes;
    private int _failures;
    private int _refusedMechanisms;

    /// <summary>Credentials are on their way, or being tried; nothing else can come but the end.</summary>
    private void Verifying(object message)
    {
        switch (message)
        {
            case CredentialsFound found: OnCredentials(found.Farm); break;
            case CredentialsUnavailable: Fail(new SaslStep.Failed(SaslFailureCondition.TemporaryAuthFailure)); break;
            case CandidatesDerived derived: OnDerived(derived.All); break;
            case PlainTried tried: OnPlainTried(tried); break;
            default: OnAnywhere(message); break;
        }
    }

    private SaslChannel Channel() => SaslChannels.Of(Connection.Info, _server) with
    {
        NamesDomains = true,
        ClaimedDomain = _claimed,
        ClientCertificate = Connection.Info.Tls?.ClientCertificate,
    };

    private void OnSaslElement(XmppElement element)
    {
        _pendingBytes = element.ByteCount;
        Perform(element.Name.LocalName switch
        {
            "auth" => Begin(element),
            "response" when _mechanism is not null => Continue(element, _mechanism),
            "abort" => new SaslStep.Failed(SaslFailureCondition.Aborted),
            _ => new SaslStep.Failed(SaslFailureCondition.MalformedRequest),
        });
    }

    private SaslStep Begin(XmppElement auth)
    {
        _candidates = [];
        if (!SaslBase64.TryDecodeInitial(auth.Text, out _initialResponse)) return new SaslStep.Failed(SaslFailureCondition.IncorrectEncoding);
        return services.Sasl!.TryCreate(auth.Attribute("mechanism") ?? "", Channel(), out _mechanism, out var refusal)
            ? _mechanism.Start(_initialResponse, _initialResponse is not null)
            : new SaslStep.Failed(refusal);
    }

    private SaslStep Continue(XmppElement response, ISaslMechanism mechanism)
    {
        if (!SaslBase64.TryDecode(response.Text, out var data)) return new SaslStep.Failed(SaslFailureCondition.IncorrectEncoding);
        _initialResponse ??= data; // It had none, and this is it.
        return mechanism.Continue(data);
    }

    private void Perform(SaslStep step)
    {
        switch (step)
        {
            case SaslStep.Challenge challenge:
                Become(Offering);
                Connection.Write(SaslElements.Challenge(challenge.Data.Span));
                Connection.Processed(_pendingBytes);
                break;
            case SaslStep.NeedCredentials needed: FindCredentials(needed.Account); break;
            case SaslStep.Succeeded succeeded: Succeed(succeeded); break;
            case SaslStep.Failed failed: Fail(failed); break;
        }
    }

    private void FindCredentials(BareJid domain)
    {
        _attempt = domain;
        Become(Verifying);
        services.Credentials.FindAsync(domain.Domainpart).PipeTo(
            Self,
            success: static farm => new CredentialsFound(farm),
            failure: static _ => CredentialsUnavailable.Instance);
    }

    private void OnCredentials(FarmCredentials? farm)
    {
        var (mechanism, domain) = (_mechanism!, _attempt!);
        if (mechanism.Name == "EXTERNAL")
        {
            var tls = Connection.Info.Tls!;
            var proof = ComponentProof.Of(tls.ClientCertificate!, tls.ClientCertificateIsTrusted);
            _proof = proof.Opens(farm, domain.Domainpart, out _) ? proof : null;
            Perform(mechanism.Credentials(_proof is null ? null : []));
        }
        else if (mechanism.Name == "PLAIN")
        {
            TryPlain(farm);
        }
        else if (farm is null)
        {
            Perform(mechanism.Credentials(null));
        }
        else
        {
            var standIn = services.Sasl!.StandIn(domain, HashOf(mechanism));
            services.CredentialWork!.RunAsync(() => new CandidatesDerived(SaslSecrets.For(farm, standIn))).PipeTo(
                Self,
                success: static derived => derived as object ?? CredentialsUnavailable.Instance,
                failure: static _ => CredentialsUnavailable.Instance);
        }
    }

    private static ScramHash HashOf(ISaslMechanism mechanism) =>
        ScramHashes.All.First(hash => mechanism.Name.StartsWith(hash.MechanismName(), StringComparison.Ordinal));

    private void OnDerived(IReadOnlyList<(ScramKeys Keys, ComponentSecret Secret)> candidates)
    {
        _candidates = candidates;
        Perform(_mechanism!.Credentials(candidates.Count == 0 ? null : [.. candidates.Select(static each => each.Keys)]));
    }

    private void TryPlain(FarmCredentials? farm)
    {
        var (sasl, channel, response) = (services.Sasl!, Channel(), _initialResponse);
        var salt = sasl.StandIn(_attempt!, ScramHash.Sha256).Salt;
        services.CredentialWork!.RunAsync(() =>
        {
            var (step, secret) = SaslSecrets.TryPlain(farm, BeginAgain, salt);
            return new PlainTried(step, secret);
        }).PipeTo(
            Self,
            success: static tried => tried as object ?? CredentialsUnavailable.Instance,
            failure: static _ => CredentialsUnavailable.Instance);

        ISaslMechanism BeginAgain()
        {
            sasl.TryCreate("PLAIN", channel, out var mechanism, out _);
            mechanism!.Start(response, hasInitialResponse: true);
            return mechanism;
        }
    }

    private void OnPlainTried(PlainTried tried)
    {
        _proof = tried.Secret is { } secret ? ComponentProof.Of(secret) : null;
        Perform(tried.Step);
    }

    private void Succeed(SaslStep.Succeeded succeeded)
    {
        foreach (var (keys, secret) in _candidates)
        {
            if (ReferenceEquals(keys, succeeded.Keys)) _proof = ComponentProof.Of(secret);
        }
        Context.GetLogger().Info("{0} has authenticated as a component by {1}", succeeded.Account, _mechanism!.Name);
        (_domain, _mechanism, _candidates, _initialResponse) = (succeeded.Account, null, [], null);
        Connection.Write(SaslElements.Success(succeeded.AdditionalData));
        _isOpen = false;
        Become(OnReceive);
        Connection.ExpectRestart();
        Connection.Processed(_pendingBytes);
    }

    private void Fail(SaslStep.Failed failed)
    {
        if (_attempt is not null) Context.GetLogger().Warning("{0} has failed to authenticate as a component: {1}", _attempt, failed.Condition);
        (_mechanism, _attempt, _proof, _candidates, _initialResponse) = (null, null, null, [], null);
        Connection.Write(SaslElements.Failure(failed.Condition, failed.Text));
        if (failed.Condition.IsAboutMechanism() ? ++_refusedMechanisms >= MaxRefusedMechanisms : ++_failures >= MaxFailures)
        {
            Close(new StreamError(StreamErrorCondition.PolicyViolation, "too many failed attempts to authenticate"));
            return;
        }
        Become(Offering);
        Connection.Processed(_pendingBytes);
    }

    private sealed record CredentialsFound(FarmCredentials? Farm);

    private sealed record CandidatesDerived(IReadOnlyList<(ScramKeys Keys, ComponentSecret Secret)> All);

    private sealed record PlainTried(SaslStep Step, ComponentSecret? Secret);

    private sealed record CredentialsUnavailable
    {
        public static readonly CredentialsUnavailable Instance = new();
    }
}
