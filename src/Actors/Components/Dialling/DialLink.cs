using System.Diagnostics.CodeAnalysis;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Administration;
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

    /// <summary>How long an instance that is wanted no more may take to answer what it has.</summary>
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly FarmView _farm;
    private readonly string _endpoint;
    private readonly string _instanceId;
    private readonly IConnectionDialler _dialler;
    private readonly DialServices _services;
    private readonly CancellationTokenSource _stopping = new();
    private InstanceShare _share;
    private ConnectSettings? _settings; // In force at the last attempt.
    private DialledAcceptor? _acceptor; // Of the present attempt, until it has ended.
    private IActorRef? _instance;
    private LinkFailed? _failed;
    private DateTimeOffset _servingSince;
    private int _failures;
    private int _credential;
    private string? _lastError;
    private DisconnectReason? _ended;
    private bool _isLeaving;

    /// <param name="instanceId">See <see cref="DialledLink.InstanceId"/>.</param>
    public DialLink(FarmView farm, string endpoint, string instanceId, InstanceShare share, IConnectionDialler dialler, DialServices services)
    {
        _dialler = dialler;
        _farm = farm;
        _endpoint = endpoint;
        _instanceId = instanceId;
        _share = share;
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
            case InstanceShare share: OnShare(share); break;
            case LeaveLink: OnLeave(); break;
            case FarmChanged: break; // It is draining, or nobody knows it any more.
            case LeavingTimedOut: _instance?.Tell(new CloseStream(StreamErrorCondition.ConnectionTimeout)); break;
            default: Unhandled(message); break;
        }
    }

    private void Dial()
    {
        _settings = _farm.Settings.Connect ?? _settings;
        if (_settings is null) return; // The farm is dialled no more: orders will say so.
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
        var settings = _settings!;
        (_failed, _instance, _ended) = (null, null, null);
        DialTarget.TryRead(_endpoint, out var host, out var port);
        var target = new DialTarget
        {
            Host = host,
            Port = port,
            Tls = settings.Tls,
            TlsSettings = settings.TlsSettings,
            ConnectTimeout = settings.ConnectTimeout,
        };
        _acceptor = new DialledAcceptor(
            _services.Streams,
            new DialledLink(_farm.Domain, _endpoint, settings.Handshake, secret, Self) { InstanceId = _instanceId, As = settings.As, Share = _share });
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
        if (_ended is not null) Conclude();
    }

    private void OnFailed(LinkFailed failed)
    {
        _failed = failed;
        if (failed.IsCredential) _credential++;
        if (_ended is not null) Conclude();
    }

    /// <summary>The connection's end and the negotiation's may be told in either order; both are told.</summary>
    private void OnEnded(DisconnectReason reason)
    {
        _ended = reason;
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
        else Retry(_failed?.Reason ?? $"the link has ended ({_ended})");
    }

    private void DialAtOnce()
    {
        Context.GetLogger().Info("the link to {0} at {1} has ended ({2}), and is dialled again", _farm.Domain, _endpoint, _ended!);
        Report();
        Dial();
    }

    private void Retry(string reason)
    {
        if (reason != _lastError) Context.GetLogger().Warning("{0} is not reached at {1}, and dialled again: {2}", _farm.Domain, _endpoint, reason);
        _failures++;
        _lastError = reason;
        Report();
        if (_isLeaving) Context.Stop(Self);
        else Timers.StartSingleTimer(nameof(DialDue), DialDue.Instance, _settings!.BackOff.After(_failures, _services.Chance()));
    }

    private void OnShare(InstanceShare share)
    {
        _share = share;
        _instance?.Tell(share);
    }

    /// <summary>The farm's entity drains the instance and closes its link; where it does not, this does.</summary>
    private void OnLeave()
    {
        _isLeaving = true;
        if (_instance is null)
        {
            Context.Stop(Self);
            return;
        }
        if (_settings!.Source.TellsOfDeaths)
        {
            _instance.Tell(new CloseStream(StreamErrorCondition.SystemShutdown));
            return;
        }
        _services.Components.Farms.Tell(new DrainInstance(_farm.Domain, _instanceId, DrainWithin), Self);
        Timers.StartSingleTimer(nameof(LeavingTimedOut), LeavingTimedOut.Instance, DrainWithin + Grace);
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

/// <summary>The link is wanted no more: it ends when its instance is drained.</summary>
internal sealed record LeaveLink
{
    public static readonly LeaveLink Instance = new();
}
