using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <content>A session goes from stream to stream: each resumption makes a new one, at the node of its connection (XEP-0198 §5).</content>
internal sealed partial class BoundStream
{
    private static readonly TimeSpan LongestHandOver = TimeSpan.FromSeconds(10);

    private IActorRef? _former;    // Had our session, and may still send what came late; what comes by the straight way waits for that.
    private IActorRef? _successor; // Has our session.
    private uint _turn;            // Grows with each stream that has it.
    private ResumeStream? _resume; // Who is given our session; null: nobody.
    private ResumeStream? _nextResume;
    private TimeSpan _askedAt;     // When the client asked for the session on the connection that it has, by this system's clock.
    private List<(Stanza Stanza, IActorRef Reader)>? _aside;

    /// <summary>The session is on its way to another stream, which may never take it: then it is ours still.</summary>
    private void HandingOver(object message)
    {
        switch (message)
        {
            case Stanza stanza: (_aside ??= []).Add((stanza, Sender)); break;
            case LateStanza late: (_aside ??= []).Add((late.Stanza, late.Reader)); break;
            case SessionTaken: OnTaken(); break;
            case ResumeStream resume when resume.Negotiator.Equals(_resume!.Negotiator): HandOver(); break; // The answer was lost.
            case ResumeStream resume: _nextResume = resume; break; // The client has tried again before this was done.
            case StreamTimer: OnNotTaken(); break;
            case Terminated ended when ended.ActorRef.Equals(_resume!.Negotiator): OnNotTaken(); break; // With its connection.
            case OutboundHandled: OnOutboundHandled(); break;
            case ResourceUnbound: _isUnbound = true; break; // The other has registered already.
            case ReplacedByNewBinding: OnNotTaken(); Self.Forward(message); break;
            case CloseStream: OnNotTaken(); Self.Forward(message); break;
            case ConnectionEvent or MoveElsewhere: break; // Of the connection that it had.
            default: OnSettling(message); break;
        }
    }

    /// <summary>Another stream has the session; the account's last word for us is the end.</summary>
    private void HandedOver(object message)
    {
        switch (message)
        {
            case Stanza stanza: _successor!.Tell(new LateStanza(stanza, Sender), Self); break;
            case LateStanza or ResumeStream or CloseStream or StanzaSettled or StanzaRefused: _successor!.Forward(message); break;
            case ResourceUnbound or StreamTimer: Leave(); break;
            case ReplacedByNewBinding: Leave(); break; // By our successor, which was quicker to register, or it learns by itself.
            case Terminated ended when ended.ActorRef.Equals(_accountEntity): Leave(); break; // It will tell us nothing more.
            case SessionTaken: break; // Once more.
            default: break;
        }
    }

    private void OnResume(ResumeStream resume)
    {
        if (resume.Negotiator.Equals(negotiator)) return; // It has asked more than once, and we are the answer.
        if (_management?.Id is not { } id || !id.Matches(resume.Id))
        {
            resume.Negotiator.Tell(new ResumeRefused(StanzaErrorCondition.ItemNotFound));
            return;
        }

        if (_former is not null)
        {
            _nextResume = resume; // We do not have all of it ourselves yet.
            return;
        }

        if (_sink is not null && !resume.IsConfirmed)
        {
            resume.Negotiator.Tell(StillWanted.Instance, Self); // Lest a connection that is alive be given up for one that is not.
            return;
        }

        if (_sink is not null && Context.System.Scheduler.MonotonicClock - resume.Waited < _askedAt)
        {
            resume.Negotiator.Tell(new ResumeRefused(StanzaErrorCondition.ItemNotFound)); // Our client has gone from there, and came here.
            return;
        }

        _resume = resume;
        _sink?.Connection.Close(new StreamError(StreamErrorCondition.Conflict, "resumed on another connection"));
        _sink = null;
        Timers.Cancel(AnswerNow.Instance);
        _owedAnswers = null;
        Context.Watch(resume.Negotiator);
        Become(HandingOver);
        HandOver();
    }

    private void HandOver()
    {
        _resume!.Negotiator.Tell(new SessionHandedOver(StateOfSession(ConfirmedNumber)), Self);
        Timers.StartSingleTimer(StreamTimer.Key, StreamTimer.HandOver, LongestHandOver);
    }

    /// <summary>The negotiator has gone with its connection.</summary>
    private void OnNotTaken()
    {
        Context.Unwatch(_resume!.Negotiator);
        _resume = null;
        Detach();
        TakeAside();
        ResumeNext();
    }

    private void ResumeNext()
    {
        if (_nextResume is not { } resume || _isEnded) return;
        _nextResume = null;
        OnResume(resume);
    }

    private void OnTaken()
    {
        EndStandby();
        while (_toSettle.TryDequeue(out var taken)) taken.Reader.Settle(taken.Origin); // It goes with the session.
        _successor = Sender;
        Context.Unwatch(_resume!.Negotiator);
        services.Counters.Hold(-_management!.Unacked.Count);
        Become(HandedOver);
        foreach (var (stanza, reader) in _aside ?? []) _successor.Tell(new LateStanza(stanza, reader), Self);
        _aside = null;
        if (_nextResume is not null) _successor.Tell(_nextResume);
        Timers.CancelAll();
        Unregistered();
        if (_isUnbound)
            Leave();
        else
            Timers.StartSingleTimer(StreamTimer.Key, StreamTimer.HandOver, LongestHandOver);
    }

    /// <summary>Another stream went on with the session before this copy of it did.</summary>
    private void OnSuperseded()
    {
        services.Counters.Hold(-_management!.Unacked.Count);
        _management.Unacked.TakeAll();
        EndStandby();
        Unregistered();
        Context.Stop(Self);
    }

    private void Leave()
    {
        _successor!.Tell(FormerStreamDone.Instance, Self);
        Context.Stop(Self);
    }

    /// <param name="number">Up to which the client's stanzas count as handled.</param>
    private SessionState StateOfSession(uint number) => new(
        _address,
        _isTemporary,
        _kept!,
        _management!.Id?.Value,
        _management.ResumeTimeout,
        HandledAt(number),
        unchecked(_management.Unacked.SendCount - (uint)_management.Unacked.Count),
        _management.Unacked.ToArray(),
        _read.Session,
        number,
        _taken.ToArray())
    {
        Turn = _turn,
        Newest = _read.Newest,
    };

    /// <summary>Begins with a session that another stream had.</summary>
    private void Continue(ContinueSession session)
    {
        var state = session.State;
        (_address, _isTemporary, _kept, _binding) = (state.Address, state.IsTemporary, state.Resource, state.Resource.Binding);
        _management = StreamManagementState.Continue(services.Settings.StreamManagement!, state);
        _written = _management.Unacked.SendCount; // Whatever the client says that it has: it is written again from there.
        _turn = state.Turn + (session.Connection is null ? 1u : 2u); // Of the copy and a stream that has its client, the latter has it.
        _read.Continue(state.Name, state.Number, state.Newest);
        _taken = SettledMarks.From(state.Taken, RememberedSessions);
        services.Counters.Hold(_management.Unacked.Count);
        services.BoundStreams.Tell(new StreamBound(_address.Bare), Self);
        if (session.Connection is { } connection)
            OnResumed(session.Former, connection);
        else
            Detach();
        Register(services.Accounts);
        UpdateStandby();
    }

    private void OnResumed(IActorRef former, ResumedConnection connection)
    {
        _former = former;
        former.Tell(SessionTaken.Instance, Self);
        Context.Watch(former);
        Timers.StartSingleTimer(FormerStreamDone.Instance, FormerStreamDone.Instance, LongestHandOver);
        _askedAt = connection.AskedAt;
        Become(Connected);
        var gone = Take(connection.Sink, negotiator);
        var unacked = _management!.Unacked;
        var isOld = unchecked((int)(connection.Handled - (unacked.SendCount - (uint)unacked.Count))) < 0; // Asked before it was elsewhere.
        if (isOld || Acknowledge(connection.Handled, out _)) Replay(_management.Id!);
        connection.Sink.Connection.Processed(connection.RequestBytes);
        if (gone is not null) Self.Tell(gone); // Its meaning is for the state that we are in now.
    }

    private void OnFormerDone()
    {
        if (_former is null) return;
        Context.Unwatch(_former);
        _former = null;
        Timers.Cancel(FormerStreamDone.Instance);
        TakeAside();
        ResumeNext();
    }

    private void TakeAside()
    {
        if (_aside is not { } aside) return;
        _aside = null;
        foreach (var (stanza, reader) in aside) OnTold(stanza, reader);
    }
}
