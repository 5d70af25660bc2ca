using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>Keeps one link to one endpoint: dials, waits until the link ends, dials again.</summary>
/// <remarks>Child of <see cref="FarmDialler"/>, one for each link that this node is to have. A link that has served for a while is dialled
/// again at once, any other after a wait that grows from failure to failure. When it is wanted no more, the farm's entity drains the
/// instance; this actor lives until its connection has ended.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "PostStop disposes of it.")]
internal sealed class DialLink : UntypedActor, IWithTimers
{
    /// <summary>A link that has lived for so long was a good one: its end is no failure in a row.</summary>
    private static readonly TimeSpan ServedWell = TimeSpan.FromSeconds(10);

    private readonly FarmSettings _farm;
    private readonly ConnectSettings _settings;
    private readonly string _endpoint;
    private readonly string _instanceId;
    private readonly IConnectionDialler _dialler;
    private readonly DialServices _services;
    private readonly CancellationTokenSource _stopping = new();
    private DialledAcceptor? _acceptor; // Of the present attempt, until it has ended.
    private IActorRef? _instance;
    private LinkFailed? _failed;
    private DateTimeOffset _servingSince;
    private int _failures;
    private int _credential;
    private string? _lastError;
    private bool _hasEnded;
    private bool _isLeaving;

    public DialLink(FarmSettings farm, string endpoint, IConnectionDialler dialler, DialServices services)
    {
        _dialler = dialler;
        _farm = farm;
        _settings = farm.Connect!;
        _endpoint = endpoint;
        // Of two links to one endpoint, neither may take the other's name.
        _instanceId = _settings.LinksPerEndpoint == 1 ? endpoint : $"{endpoint}/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        _services = services;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Dial();

    /// <summary>A connection without an instance is of no use to anybody; one with an instance is the instance's.</summary>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        if (_instance is null) _acceptor?.GiveUp();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SecretsKnown known: OnSecrets(known); break;
            case Dialled dialled: OnDialled(dialled.Outcome); break;
            case LinkServes serves: OnServes(serves.Instance); break;
            case LinkFailed failed: OnFailed(failed); break;
            case LinkEnded ended: OnEnded(ended.Reason); break;
            case DialDue: Dial(); break;
            case LeaveLink leave: OnLeave(leave.Within); break;
            case LeavingTimedOut: _instance?.Tell(new CloseStream(StreamErrorCondition.ConnectionTimeout)); break;
            default: Unhandled(message); break;
        }
    }

    private void Dial()
    {
        if (_settings.Secret is { } secret || _settings.Handshake == ConnectHandshake.Reversed)
        {
            Dial(_settings.Secret);
            return;
        }
        _services.Components.Credentials.FindAsync(_farm.Domain).PipeTo(
            Self,
            success: found => new SecretsKnown(
                [.. (found?.Secrets ?? []).Select(each => each.Secret).Where(each => !ScramSecret.IsOne(each))], null),
            failure: trouble => new SecretsKnown([], trouble.Message));
    }

    private void OnSecrets(SecretsKnown known)
    {
        if (known.Secrets.Count > 0) Dial(known.Secrets[_credential % known.Secrets.Count]);
        else Retry(known.Trouble is { } trouble ? $"its secrets are out of reach: {trouble}" : $"the farm {_farm.Domain} has no secret");
    }

    private void Dial(string? secret)
    {
        (_failed, _instance, _hasEnded) = (null, null, false);
        DialTarget.TryRead(_endpoint, out var host, out var port);
        var target = new DialTarget
        {
            Host = host,
            Port = port,
            Tls = _settings.Tls,
            TlsSettings = _settings.TlsSettings,
            ConnectTimeout = _settings.ConnectTimeout,
        };
        _acceptor = new DialledAcceptor(
            _services.Streams,
            new DialledLink(_farm.Domain, _endpoint, _settings.Handshake, secret, Self) { InstanceId = _instanceId });
        _dialler.DialAsync(target, _acceptor, _stopping.Token).PipeTo(
            Self, success: outcome => new Dialled(outcome), failure: fault => new Dialled(DialOutcome.Failed(fault.Message)));
    }

    private void OnDialled(DialOutcome outcome)
    {
        if (outcome.Failure is { } failure)
        {
            _acceptor = null;
            Retry(failure);
        }
        else
        {
            outcome.Ended.PipeTo(
                Self, success: reason => new LinkEnded(reason), failure: _ => new LinkEnded(DisconnectReason.Reset));
        }
    }

    private void OnServes(IActorRef instance)
    {
        _instance = instance;
        _servingSince = _services.Components.Time.GetUtcNow();
        _lastError = null;
        Report();
        if (_hasEnded) Conclude();
    }

    private void OnFailed(LinkFailed failed)
    {
        _failed = failed;
        if (failed.IsCredential) _credential++;
        if (_hasEnded) Conclude();
    }

    /// <summary>The connection's end and the negotiation's may be told in either order; both are told.</summary>
    private void OnEnded(DisconnectReason reason)
    {
        _hasEnded = true;
        _lastError = $"the link has ended ({reason})";
        if (_failed is not null || _instance is not null) Conclude();
    }

    private void Conclude()
    {
        _acceptor = null;
        var wasGood = _instance is not null && _services.Components.Time.GetUtcNow() - _servingSince >= ServedWell;
        _instance = null;
        if (wasGood) _failures = 0;
        if (_isLeaving) Context.Stop(Self);
        else if (wasGood) DialAtOnce();
        else Retry(_failed?.Reason ?? _lastError!);
    }

    private void DialAtOnce()
    {
        Report();
        Dial();
    }

    private void Retry(string reason)
    {
        _failures++;
        _lastError = reason;
        Report();
        if (_isLeaving) Context.Stop(Self);
        else Timers.StartSingleTimer(nameof(DialDue), DialDue.Instance, _settings.BackOff.After(_failures, _services.Chance()));
    }

    private void OnLeave(TimeSpan within)
    {
        _isLeaving = true;
        if (_instance is null) Context.Stop(Self);
        else Timers.StartSingleTimer(nameof(LeavingTimedOut), LeavingTimedOut.Instance, within);
    }

    private void Report() => Context.Parent.Tell(new LinkState(_instance, _instance is null ? _failures : 0, _lastError), Self);

    private sealed record SecretsKnown(IReadOnlyList<string> Secrets, string? Trouble)
    {
        /// <summary>Without the secrets: records get into logs.</summary>
        public override string ToString() => $"SecretsKnown {Secrets.Count}";
    }

    private sealed record Dialled(DialOutcome Outcome);

    private sealed record LinkEnded(DisconnectReason Reason);

    private sealed record DialDue
    {
        public static readonly DialDue Instance = new();
    }

    private sealed record LeavingTimedOut
    {
        public static readonly LeavingTimedOut Instance = new();
    }
}

/// <summary>What a link tells its node's <see cref="FarmDialler"/> with each change.</summary>
/// <param name="Instance">Set while it serves.</param>
internal sealed record LinkState(IActorRef? Instance, int Failures, string? LastError);

/// <summary>The link is wanted no more: it ends when its instance is drained, or when the time is over.</summary>
internal sealed record LeaveLink(TimeSpan Within);
