using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <content>XEP-0198: acknowledging, detached, resumed.</content>
internal sealed partial class BoundStream
{
    private bool _owesEnabled; // <enable/> has not been answered yet.

    /// <summary>Without a connection: stanzas are held for the client to come back to.</summary>
    private void Detached(object message)
    {
        switch (message)
        {
            case Stanza stanza: OnTold(stanza, Sender); break;
            case ResumeStream resume: OnResume(resume); break;
            case StreamTimer: OnResumeTimeout(); break;
            case OutboundHandled: OnOutboundHandled(); break;
            case ReplacedByNewBinding: End("replaced by a new binding"); break;
            case ResourceUnbound: OnSuperseded(); break;
            case CloseStream close: End(close.Condition.ToString()); break;
            case MoveElsewhere: End("its node stops"); break; // Its client is not there to be told where to go.
            case ConnectionEvent: break; // Of the connection that was lost.
            default: OnSettling(message); break;
        }
    }

    private void OnManagementElement(XmppElement element, StreamManagementSettings settings)
    {
        switch (element.Name.LocalName)
        {
            case "r" when _management is not null:
                OnAcknowledgementRequested();
                break;
            case "a" when _management is not null:
                OnAcknowledged(element);
                break;
            case "enable" when _management is null:
                OnEnable(element, settings);
                break;
            default:
                Write(StreamManagementElements.Failed(StanzaErrorCondition.UnexpectedRequest));
                break;
        }
    }

    private void OnEnable(XmppElement enable, StreamManagementSettings settings)
    {
        _management = StreamManagementState.Enable(settings, _address, enable);
        _owesEnabled = true;
        if (HasStandby()) UpdateStandby();
        else TellEnabled();
    }

    /// <summary>The client is promised that it can resume when there is a copy to resume from.</summary>
    private void TellEnabled()
    {
        if (!_owesEnabled || _sink is null) return;
        _owesEnabled = false;
        var location = _standby is null ? null : ClientAddresses.Of(_standby, Cluster.Get(Context.System)); // There the session goes on.
        Write(StreamManagementElements.Enabled(_management!.Id, _management.ResumeTimeout, location));
        Answer(isLate: false);
    }

    private void OnAcknowledged(XmppElement answer)
    {
        if (!StreamManagementElements.TryReadHandled(answer, out var handled))
            Close(new StreamError(StreamErrorCondition.BadFormat, "<a/> needs an 'h'"));
        else if (Acknowledge(handled, out var next))
            Perform(next);
    }

    /// <returns>False: the client claims more than it was sent, and the stream is closed (XEP-0198 §4).</returns>
    private bool Acknowledge(uint handled, out AckRequestStep next)
    {
        next = AckRequestStep.None;
        var released = 0;
        if (unchecked((int)(handled - _written)) > 0 || !_management!.TryAcknowledge(handled, out released, out next))
        {
            Close(StreamManagementElements.HandledTooHigh(handled, _written));
            return false;
        }
        if (released > 0)
        {
            services.Counters.Hold(-released);
            services.Counters.Delivered(released);
        }
        return true;
    }

    /// <summary>Takes a stanza for the client, which stays ours until the client acknowledges it.</summary>
    /// <returns>False: too much is unacknowledged; it went back to the account, and the session has ended.</returns>
    private bool DeliverManaged(Stanza stanza, IActorRef reader)
    {
        if (_management!.Unacked.TryAdd(stanza))
        {
            services.Counters.Hold(1);
            TellStandby(stanza);
            WriteWhatStandbyHas();
            return true;
        }

        if (_sink is not null)
            Close(new StreamError(StreamErrorCondition.ResourceConstraint, "too much is unacknowledged"));
        else
            End("too much is unacknowledged");
        HandBack(stanza, reader);
        return false;
    }

    private void Perform(AckRequestStep step)
    {
        var settings = services.Settings.StreamManagement!;
        switch (step)
        {
            case AckRequestStep.StartTimer:
                Timers.StartSingleTimer(StreamTimer.Key, StreamTimer.Acknowledge, settings.RequestAfter);
                break;
            case AckRequestStep.Request:
                Write(StreamManagementElements.Request);
                Timers.StartSingleTimer(StreamTimer.Key, StreamTimer.Acknowledge, settings.AckTimeout);
                break;
            case AckRequestStep.GiveUp:
                var silence = new StreamError(StreamErrorCondition.ConnectionTimeout, "no acknowledgement came");
                _sink!.Connection.Close(silence);
                OnDisconnected(); // The session may well go on: it is the connection that is dead.
                break;
        }
    }

    private void Detach()
    {
        Context.GetLogger().SessionDetached(_address, _management!.ResumeTimeout);
        Become(Detached);
        UpdateStandby();
        Timers.StartSingleTimer(StreamTimer.Key, StreamTimer.Resume, _management.ResumeTimeout);
    }

    private void OnResumeTimeout()
    {
        var expired = new SessionExpired(_management!.Id!.Value, HandledAt(_read.Prefix));
        Context.Parent.Tell(expired, Self);
        foreach (var other in services.Cluster.Others) // Its client may come back anywhere.
            Context.ActorSelection($"{other}/user/{ClientStreams.Name}").Tell(expired, Self);
        End("nobody resumed it");
    }

    private void Replay(ResumptionId id)
    {
        Write(StreamManagementElements.Resumed(id, Handled));
        var unacked = _management!.Unacked;
        for (var i = 0; i < unacked.Count; i++) _sink!.Connection.Write(unacked[i]);
        Context.GetLogger().SessionResumed(_address, unacked.Count);
        Perform(_management!.Resumed());
    }

    private void HandBackUnacked()
    {
        if (_management is not { Unacked.Count: > 0 }) return;
        var unacked = _management.Unacked.TakeAll();
        services.Counters.Hold(-unacked.Count);
        services.Accounts.Tell(
            new UndeliveredStanzas(_address, [.. unacked.Select(static stanza => stanza.Origin.IsNone ? stanza : stanza.WithOrigin(default))]) { Binding = _binding }, Self);
    }

    private void Write(XmppElement element) => _sink!.Connection.Write(element);
}
