using XmppActors.Actors.Roster;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// Speaks for one bare JID: its resources, their presence, its roster, and the stanzas that come for it or from it.
/// </summary>
/// <remarks>
/// A sharded entity, started by its first message and passivated when it has had no resource and no stanza for a while.
/// Its memory shows only what is saved: while it reads or writes, other messages wait, in order and within a bound. An
/// address without account has an entity too, but for a short time, so that trying names costs those who try and not
/// our memory. RFC 6120 §7, RFC 6121.
/// </remarks>
internal sealed partial class Account : UntypedActor
{
    private readonly AccountServices _services;
    private readonly IActorRef _region;
    private readonly WaitingMessages _waiting;
    private ContactList? _contacts;
    private bool _isLoaded;
    private bool _isPassivating; // Binds no resource any more.
    private bool _isLeaving;     // Nothing more can come; stops when it has done its work.
    private Gathering? _gathering; // Of streams that a former entity knew; null: over.
    private bool _isStopping;    // What it does not deal with, a successor will.
    private object? _handled;

    public Account(string entityId, AccountServices services, IActorRef region)
    {
        Address = BareJid.Parse(entityId);
        _services = services;
        _region = region;
        _waiting = new WaitingMessages(services.Settings.MaxWaitingStanzas, services.Counters);
    }

    /// <summary>Nothing has to be waited for: the next message may be handled.</summary>
    private bool IsReady => _isLoaded && !_isBusy && _gathering is null;

    /// <summary>There is such an account. Known once loaded.</summary>
    private bool Exists => _contacts is not null;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorkDone done when done.Instance == this: OnWorkDone(done); break;
            case WorkFailed failed when failed.Instance == this: OnWorkFailed(failed); break;
            case WorkDone or WorkFailed or LogoutSaved: break;
            case LogoutNotSaved failed: OnLogoutNotSaved(failed); break;
            case ReceiveTimeout: OnIdle(); break;
            case LeaveMemory: OnLeaveMemory(); break;
            case StreamsFound found: OnStreamsFound(found); break;
            case GatheringLimit limit: OnGatheringLimit(limit); break;
            case RebindResource rebind when _gathering is not null: OnEarlyRebind(rebind); break;
            default: HandleOrWait(message, Sender); break;
        }
    }

    protected override void PreStart() => Gather(isSuccessor: false);

    /// <summary>The fresh instance does not know the streams: they register again.</summary>
    protected override void PostRestart(Exception reason) => Gather(isSuccessor: true);

    protected override void PreRestart(Exception reason, object? message)
    {
        if (_handled is not null)
            Refuse(_handled, Sender, StanzaErrorCondition.InternalServerError);
        _charge = default;
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        _isStopping = true;
        EndInterruptedWork();
        RefuseWaiting(StanzaErrorCondition.InternalServerError);
    }

    private void HandleOrWait(object message, IActorRef sender)
    {
        if (_isPassivating && message is BindResource or RebindResource)
            _region.Tell(message, sender); // It came too late for this incarnation.
        else if (IsReady)
            Handle(message, sender);
        else if (!_waiting.TryAdd(message, sender))
            Refuse(message, sender, StanzaErrorCondition.ResourceConstraint);
        else if (!_isLoaded && !_isBusy)
            Load(binding: null);
    }

    private void Handle(object message, IActorRef sender)
    {
        _handled = message;
        switch (message)
        {
            case Stanza stanza: OnInbound(stanza, sender); break;
            case StanzaSettled settled: OnCopySettled(settled, sender); break;
            case StanzaRefused refused: OnCopySettled(new StanzaSettled(refused.Session, refused.Number), sender); break; // Its stream has ended.
            case OutboundStanza outbound: OnOutbound(outbound, sender); break;
            case BindResource bind: OnBind(bind); break;
            case RebindResource rebind: OnRebind(rebind); break;
            case StreamEnded ended: OnStreamEnded(ended); break;
            case Terminated terminated: OnTerminated(terminated); break;
            case UndeliveredStanzas undelivered: OnUndelivered(undelivered, sender); break;
            case ResumeStream resume: OnResume(resume); break;
            case ResumeDue due: OnResumeDue(due.Id); break;
            case LostResourceDue due: OnLostResourceDue(due.Resource); break;
            case RemoveAccount: OnRemove(sender); break;
            default: Unhandled(message); break;
        }

        _handled = null;
        TellStates();
    }

    private void HandleWaiting()
    {
        while (IsReady && _waiting.TryTake(out var waiting))
            Handle(waiting.Message, waiting.Sender);
    }

    private void OnInbound(Stanza stanza, IActorRef sender)
    {
        if (!TakeUp(stanza, sender, isHere: true))
            return;
        _services.Router.ExpectAnswer(stanza, sender);
        if (Exists)
            InboundDelivery.Deliver(this, stanza);
        else
            InboundDelivery.AnswerForMissingAccount(this, stanza);
        ConfirmUnlessBusy();
    }

    private void OnOutbound(OutboundStanza outbound, IActorRef sender)
    {
        var stanza = outbound.Stanza.From == outbound.From ? outbound.Stanza : outbound.Stanza.WithFrom(outbound.From);
        if (outbound.IsPassing)
            _services.Router.Route(stanza, sender); // As if its stream had routed it.
        else if (Resources.Find(outbound.From) is { } resource && resource.Stream.Equals(sender))
            OnOutbound(stanza, resource, sender);
        else if (stanza.Origin.IsNone)
            Ignored(); // Its stream has lost the resource to another and is closing (RFC 6120 §7.7.2.2).
        else
            sender.Refuse(stanza.Origin); // Or it has yet to say to us that it has the resource.
        _toConfirm = outbound.ConfirmTo;
        ConfirmUnlessBusy();
    }

    private void OnOutbound(Stanza stanza, Resource resource, IActorRef sender)
    {
        if (TakeUp(stanza, sender, isHere: stanza.To is null || stanza.To.Bare == Address))
            OutboundDelivery.Deliver(this, resource, stanza);
    }

    private void OnUndelivered(UndeliveredStanzas undelivered, IActorRef sender)
    {
        for (var i = 0; i < undelivered.Stanzas.Count; i++)
        {
            if (_isBusy) // With an earlier one of these: the rest keeps its place.
            {
                _waiting.PutBack(undelivered with { Stanzas = [.. undelivered.Stanzas.Skip(i)] }, sender);
                return;
            }

            var stanza = undelivered.Stanzas[i];
            if (!TakeUp(stanza.Origin.Gap == 0 ? stanza : stanza.WithOrigin(stanza.Origin with { Gap = 0 }), sender, isHere: true))
                continue;
            if (Exists)
                InboundDelivery.Redeliver(this, stanza, undelivered.Address, undelivered.Binding);
            else
                Bounce(stanza, StanzaErrorCondition.ServiceUnavailable);
            ConfirmUnlessBusy();
        }
    }

    private void OnRemove(IActorRef sender)
    {
        if (Exists)
            AccountRemoval.Remove(this, cause: null, () => sender.Tell(new AccountRemoved(Address, Existed: true)));
        else
            sender.Tell(new AccountRemoved(Address, Existed: false));
    }

    private void Refuse(object message, IActorRef sender, StanzaErrorCondition condition)
    {
        switch (message)
        {
            case Stanza stanza: Refuse(stanza, sender, condition); break;
            case OutboundStanza outbound:
                Refuse(outbound.Stanza.WithFrom(outbound.From), sender, condition);
                outbound.ConfirmTo?.Tell(OutboundHandled.Instance);
                break;
            case BindResource bind: bind.Stream.Tell(new BindRefused(condition)); break;
            case ResumeStream resume when condition == StanzaErrorCondition.ItemNotFound:
                resume.Negotiator.Tell(new ResumeRefused(condition));
                break;
            case ResumeStream: break; // It asks again: the session may well be there.
            case UndeliveredStanzas undelivered:
                foreach (var stanza in undelivered.Stanzas)
                    Refuse(stanza, sender, condition);
                break;
        }
    }

    private void Refuse(Stanza stanza, IActorRef reader, StanzaErrorCondition condition)
    {
        if (!stanza.Origin.IsNone && _isStopping)
        {
            reader.Refuse(stanza.Origin); // A successor will deal with it.
            return;
        }

        Bounce(stanza, condition, StanzaErrorType.Wait);
        if (stanza.Origin.IsNone)
            return;
        _taken.Take(stanza.Origin);
        reader.Settle(stanza.Origin);
    }

    private void RefuseWaiting(StanzaErrorCondition condition)
    {
        while (_waiting.TryTake(out var waiting))
            Refuse(waiting.Message, waiting.Sender, condition);
    }
}
