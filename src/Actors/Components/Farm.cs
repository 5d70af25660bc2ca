using System.Collections.Immutable;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Components.Events;
using XmppActors.Actors.Components.Health;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components;

/// <summary>Decides who serves a component's domain: which instances are in, what is thought of each, and which version of that is true.</summary>
/// <remarks>One per domain in the whole cluster (sharded). It forwards no stanza: it hands out a <see cref="FarmSnapshot"/>
/// and every node picks from it. Instances are not remembered: the nodes know them, and tell the entity's successor. What operators say at
/// run time is (<see cref="FarmMemory"/>).</remarks>
internal sealed partial class Farm : UntypedPersistentActor, IWithTimers
{
    /// <summary>Looking so much later than was meant, this node has stood still: so have its clocks for silence.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _domain;
    private readonly FarmServices _services;
    private readonly long _begin;
    private readonly HashSet<IActorRef> _subscribers = [];
    private readonly FarmMembers _members = new();
    private readonly FarmHerald _herald;
    private readonly Dictionary<string, InstanceDirective> _told = new(StringComparer.Ordinal); // By instance.
    private FarmSettings _settings;
    private FarmSnapshot _snapshot;
    private TimeSpan? _lookAt;
    private IActorRef? _planner; // Of the links that the router makes itself.

    public Farm(string domain, FarmServices services)
    {
        _domain = domain;
        _services = services;
        _begin = services.Time.GetTimestamp();
        _herald = new FarmHerald(domain, Context.System.EventStream.Publish);
        _settings = services.Book.Find(domain);
        _snapshot = FarmSnapshot.Empty(domain) with { Rules = _settings.Rules };
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => _services.Time.GetElapsedTime(_begin);

    private FarmMoment Moment => new(_settings, _memory, Now, _services.Time.GetUtcNow());

    /// <summary>A crashed farm does not go on with an empty membership: it ends, and those who watch it join its successor.</summary>
    protected override void PostRestart(Exception reason) => Context.Stop(Self);

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case ReportInstance report: OnReport(report); break;
            case JoinFarm join: OnJoin(join); break;
            case LeaveFarm leave: OnLeave(leave); break;
            case SubscribeToFarm subscribe: OnSubscribe(subscribe); break;
            case LookAtFarm look: Sender.Tell(new FarmLookedAt(look.Question, _snapshot)); break;
            case ShowDials when _planner is not null: _planner.Forward(message); break;
            case ShowDials: Sender.Tell(new DialsShown(_domain, "", null, [])); break;
            case Terminated terminated: OnTerminated(terminated.ActorRef); break;
            case LookDue: OnLookDue(); break;
            case ShowFarm: Sender.Tell(FarmReport.Describe(_snapshot, _members, Moment, _services.Book, LastSequenceNr, Node)); break;
            default: OnOperator(message); break;
        }
    }

    private void OnJoin(JoinFarm join)
    {
        var instance = join.Instance;
        FollowIfNewer(join.Known);
        if (Refusal(instance) is { } refusal)
        {
            Sender.Tell(refusal);
            return;
        }

        Context.Watch(instance.Stream);
        var former = _members.Join(instance, Moment);
        _told.Remove(instance.Id);
        Decide();
        former?.Instance.Stream.Tell(new InstanceReplaced(_domain, instance.Id));
        Sender.Tell(new FarmJoined(_snapshot, Self));
        TellDirectives();
    }

    /// <returns>Null: it is let in.</returns>
    private FarmRefused? Refusal(FarmInstance instance)
    {
        var known = _members.Find(instance.Id);
        if (_memory.IsGone)
            return new FarmRefused($"{_domain} is served no more", _domain) { Condition = StreamErrorCondition.HostGone };
        var isOpenedByRevoked = instance.CredentialId is { } secret && _memory.Revoked.TryGetValue(secret, out var at) && instance.Since >= at;
        if (isOpenedByRevoked && known?.Instance.Stream.Equals(instance.Stream) != true)
            return new FarmRefused("its secret was revoked", _domain) { Condition = StreamErrorCondition.NotAuthorized };
        return known is null && _members.All.Count >= _settings.MaxInstances
            ? new FarmRefused($"the farm {_domain} has its {_settings.MaxInstances} instances already", _domain)
            : null;
    }

    private void OnLeave(LeaveFarm leave)
    {
        if (_members.Find(leave.InstanceId) is { } member && member.Instance.Stream.Equals(Sender))
            Remove(member, isReturnSlow: !leave.IsShutdown, leave.IsShutdown ? "its node is being stopped" : "its link is closed");
    }

    private void OnReport(ReportInstance report)
    {
        if (_members.Find(report.InstanceId) is not { } member || !member.Instance.Stream.Equals(Sender)) return;
        _members.Report(member, report.Facts, Moment);
        DecideAndTell();
    }

    private void OnSubscribe(SubscribeToFarm subscribe)
    {
        if (_subscribers.Add(subscribe.Subscriber)) Context.Watch(subscribe.Subscriber);
        FollowIfNewer(subscribe.Known);
        subscribe.Subscriber.Tell(_snapshot);
    }

    /// <summary>There was an entity before this one: its farm goes on as it was, under versions above all that it gave. Who is not there any
    /// more is noticed by watching.</summary>
    private void FollowIfNewer(FarmSnapshot known)
    {
        if (known.Version == 0 || known.Version < _snapshot.Version) return;
        if (known.Version == _snapshot.Version && known.Instances.All(_snapshot.Instances.Contains)) return;
        foreach (var instance in known.Instances) Context.Watch(instance.Stream);
        _members.Follow(known.Instances, Moment);
        _herald.GoOn(known);
        _snapshot = _snapshot with { Version = known.Version };
        Decide(isAnew: true);
        TellDirectives();
    }

    /// <summary>Other settings, other links: the planner's successor takes over what the nodes have.</summary>
    private void PlanDialling()
    {
        if (_planner is { } former) Context.Stop(Context.Watch(former));
        else _planner = _memory.IsGone ? null : DialPlanner.StartFor(_settings, Context);
    }

    private void OnTerminated(IActorRef gone)
    {
        if (gone.Equals(_planner))
        {
            _planner = null;
            PlanDialling();
            return;
        }

        _subscribers.Remove(gone);
        foreach (var member in _members.All.Where(member => member.Instance.Stream.Equals(gone)).ToArray())
            Remove(member, isReturnSlow: false, "its node is gone");
    }

    private void Remove(FarmMember member, bool isReturnSlow, string reason)
    {
        _members.Leave(member, isReturnSlow, reason, Moment);
        _told.Remove(member.Id);
        Context.GetLogger().InstanceLeft(_domain, member.Instance, reason);
        _herald.Left(member.Instance, reason, _services.Time.GetUtcNow());
        DecideAndTell();
        if (_memory.IsDrainedById(member.Instance)) Happened(new InstanceUndrained(_services.Time.GetUtcNow(), member.Id));
    }

    private void OnLookDue()
    {
        if (_lookAt is { } meant && Now - meant > Pause) _members.Excuse(Now);
        _lookAt = null;
        DecideAndTell();
    }

    private void DecideAndTell()
    {
        Decide();
        TellDirectives();
    }

    /// <summary>Publishes what is to be thought of the farm now, if that is anything new.</summary>
    /// <param name="isAnew">In any case: somebody has published before us.</param>
    private void Decide(bool isAnew = false)
    {
        var moment = Moment;
        var changes = _members.Decide(moment);
        foreach (var change in changes) Context.GetLogger().InstanceChanged(_domain, change);
        var next = _snapshot with { Rules = _settings.Rules, Settings = _memory.Settings, IsRemoved = _memory.IsGone };
        ImmutableArray<FarmInstance> instances = [.. _members.All.Select(static member => member.Instance)];
        if (isAnew || next != _snapshot || !instances.SequenceEqual(_snapshot.Instances))
            Publish(next with { Version = _snapshot.Version + 1, Instances = instances });
        _herald.Decided(changes, _snapshot, moment.Utc);
        LookAgain(moment);
    }

    private void Publish(FarmSnapshot next)
    {
        _snapshot = next;
        foreach (var subscriber in _subscribers) subscriber.Tell(next);
    }

    private void TellDirectives()
    {
        foreach (var member in _members.All)
        {
            var directive = DirectiveRules.DirectiveFor(member, _snapshot);
            if (_told.TryGetValue(member.Id, out var told) && told with { Version = directive.Version } == directive) continue;
            _told[member.Id] = directive;
            member.Instance.Stream.Tell(directive);
        }
    }

    /// <summary>No timer runs while all is calm.</summary>
    private void LookAgain(in FarmMoment moment)
    {
        var next = _members.NextChange(moment);
        if (next == _lookAt) return;
        _lookAt = next;
        if (next is { } at) Timers.StartSingleTimer(LookDue.Instance, LookDue.Instance, at - moment.Now);
        else Timers.Cancel(LookDue.Instance);
    }

    private sealed record LookDue
    {
        public static readonly LookDue Instance = new();
    }
}
