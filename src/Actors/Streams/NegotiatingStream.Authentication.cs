using System.Net;
using XmppActors.Actors.Streams.Authentication;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <content>SASL (RFC 6120 §6): what it comes to does not depend on the elements that carry it.</content>
internal sealed partial class NegotiatingStream
{
    /// <summary>On one stream; a client has only so many mechanisms to try.</summary>
    private const int MaxRefusedMechanisms = 10;

    private ISaslMechanism? _mechanism; // Of the exchange that is going on.
    private BareJid? _attempt;          // Charged to this account until it succeeds or fails.
    private int _failedAttempts;

    private IPAddress PeerAddress => SaslChannels.AddressOf(Connection.Info);
    private int _refusedMechanisms;

    /// <summary>The account's keys are on their way, or being tried; nothing else can come but the end.</summary>
    private void Verifying(object message)
    {
        switch (message)
        {
            case AttemptDue: FindCredentials(); break;
            case CredentialsFound found: OnCredentialsFound(found); break;
            case CredentialsUnavailable unavailable: OnCredentialsUnavailable(unavailable); break;
            case CredentialsVerified verified: Perform(verified.Step); break;
            default: OnAnywhere(message); break;
        }
    }

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

    /// <summary>A new &lt;auth/&gt; gives an exchange up that is still going on.</summary>
    private SaslStep Begin(XmppElement auth)
    {
        EndAttempt();
        var connection = Connection.Info;
        if (!SaslChannels.MayAuthenticate(connection, services.Settings.RequireTls))
            return new SaslStep.Failed(SaslFailureCondition.EncryptionRequired);
        if (!SaslBase64.TryDecodeInitial(auth.Text, out var initialResponse))
            return new SaslStep.Failed(SaslFailureCondition.IncorrectEncoding);
        var channel = SaslChannels.Of(connection, _domain);
        return services.Sasl.TryCreate(auth.Attribute("mechanism") ?? "", channel, out _mechanism, out var refusal)
            ? _mechanism.Start(initialResponse, initialResponse is not null)
            : new SaslStep.Failed(refusal);
    }

    private static SaslStep Continue(XmppElement response, ISaslMechanism mechanism) =>
        SaslBase64.TryDecode(response.Text, out var data)
            ? mechanism.Continue(data)
            : new SaslStep.Failed(SaslFailureCondition.IncorrectEncoding);

    private void Perform(SaslStep step)
    {
        switch (step)
        {
            case SaslStep.Challenge challenge: Challenge(challenge); break;
            case SaslStep.NeedCredentials needed: BeginAttempt(needed.Account); break;
            case SaslStep.Succeeded succeeded: Succeed(succeeded); break;
            case SaslStep.Failed failed: Fail(failed); break;
        }
    }

    private void Challenge(SaslStep.Challenge challenge)
    {
        Become(Offering);
        Answer(SaslElements.Challenge(challenge.Data.Span), _pendingBytes);
    }

    /// <summary>Who fails often waits before the next try is even looked at, or is turned away.</summary>
    private void BeginAttempt(BareJid account)
    {
        if (services.Throttle.Begin(PeerAddress, account) is not LoginDecision.Proceed { Delay: var delay })
        {
            RefuseUnseen(account);
            return;
        }
        _attempt = account;
        Become(Verifying);
        if (delay > TimeSpan.Zero)
            Timers.StartSingleTimer(nameof(AttemptDue), AttemptDue.Instance, delay);
        else
            FindCredentials();
    }

    private void RefuseUnseen(BareJid? account)
    {
        Context.GetLogger().LoginRefused(account, PeerAddress);
        Fail(new SaslStep.Failed(SaslFailureCondition.TemporaryAuthFailure, "too many failed attempts"));
    }

    private void FindCredentials() => services.AccountStore.FindAsync(_attempt!).PipeTo(
        Self,
        success: static account => new CredentialsFound(account?.Keys),
        failure: static cause => new CredentialsUnavailable(cause));

    private void OnCredentialsUnavailable(CredentialsUnavailable unavailable)
    {
        Context.GetLogger().CredentialsUnavailable(unavailable.Cause, _attempt!);
        Fail(new SaslStep.Failed(SaslFailureCondition.TemporaryAuthFailure));
    }

    private void OnCredentialsFound(CredentialsFound found)
    {
        if (_mechanism!.IsCostly(found.Keys))
            services.CredentialWork.VerifyAsync(_mechanism, found.Keys).PipeTo(
                Self,
                success: static step => new CredentialsVerified(step),
                failure: static cause => new CredentialsUnavailable(cause));
        else
            Perform(_mechanism.Credentials(found.Keys));
    }

    private void Succeed(SaslStep.Succeeded succeeded)
    {
        if (_attempt is null && services.Throttle.Begin(PeerAddress, account: null) is not LoginDecision.Proceed)
        {
            RefuseUnseen(account: null); // A stranger, from where failures come.
            return;
        }
        services.Throttle.Succeeded(PeerAddress, _attempt);
        Context.GetLogger().LoginSucceeded(succeeded.Account, PeerAddress, _mechanism!.Name);
        _attempt = null;
        _mechanism = null;
        _entity = new AuthenticatedEntity(succeeded.Account, succeeded.IsAnonymous);
        Connection.Write(SaslElements.Success(succeeded.AdditionalData));
        Connection.Limits = services.Settings.BoundLimits;
        Restart();
    }

    /// <summary>The stream begins anew, and what was negotiated stays (RFC 6120 §4.3.3).</summary>
    private void Restart()
    {
        _isOpen = false;
        Become(OnReceive);
        Connection.ExpectRestart();
        Connection.Processed(_pendingBytes);
    }

    private void Fail(SaslStep.Failed failed)
    {
        if (_attempt is not null) Context.GetLogger().LoginFailed(_attempt, PeerAddress, failed.Condition);
        EndAttempt();
        Connection.Write(SaslElements.Failure(failed.Condition, failed.Text));
        if (IsOneTooMany(failed.Condition))
        {
            Close(new StreamError(StreamErrorCondition.PolicyViolation, "too many failed attempts to authenticate"));
            return;
        }
        Become(Offering);
        Connection.Processed(_pendingBytes);
    }

    /// <summary>What says nothing about credentials is no guess at them: the client goes on to its next mechanism (RFC
    /// 6120 §6.4.5).</summary>
    private bool IsOneTooMany(SaslFailureCondition condition) => condition.IsAboutMechanism()
        ? ++_refusedMechanisms >= MaxRefusedMechanisms
        : ++_failedAttempts >= services.Settings.MaxAuthenticationAttempts;

    /// <summary>An attempt that was begun and did not succeed has failed, however it ended.</summary>
    private void EndAttempt()
    {
        _mechanism = null;
        if (_attempt is null) return;
        _attempt = null;
        services.Throttle.Failed(PeerAddress);
    }

    private sealed class AttemptDue
    {
        public static readonly AttemptDue Instance = new();
    }

    private sealed record CredentialsFound(IReadOnlyList<ScramKeys>? Keys);

    private sealed record CredentialsUnavailable(Exception Cause);

    private sealed record CredentialsVerified(SaslStep Step);
}
