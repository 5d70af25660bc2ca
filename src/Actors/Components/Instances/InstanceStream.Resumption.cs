using System.Collections.Immutable;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Instances.Resumption;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Instances;

/// <content>XEP-0198 §5: what a component serves goes from stream to stream, on whichever node its new connection is. As sessions of users do
/// (docs/decisions/0015).</content>
internal sealed partial class InstanceStream
{
    private static readonly TimeSpan LongestHandOver = TimeSpan.FromSeconds(10);

    private XmppElement? _resume;         // Asked for on this stream.
    private InstanceResumptionId? _resumes;
    private ResumeInstance? _successor;   // Has, or is given, all that we are.
    private List<(Stanza Stanza, IActorRef Reader)>? _aside;

    /// <summary>Asks the earlier stream, found by its farm's snapshot, for what it serves.</summary>
    private void OnResume(XmppElement resume)
    {
        _resume = resume;
        _connection.ReadWindow = 0; // Nothing more, until it is known who the component is.
        if (!StreamManagementElements.TryReadHandled(resume, out _))
            RefuseResumption(StanzaErrorCondition.BadRequest);
        else if (!InstanceResumptionId.TryParse(resume.Attribute("previd"), out _resumes))
            RefuseResumption(StanzaErrorCondition.ItemNotFound);
        else
            AskForSession();
    }

    private void AskForSession()
    {
        if (_resumes is not { } id) return;
        if (!_services.Directory.TryFind(id.Domain, out var farm) || farm.Snapshot.Find(id.InstanceId) is not { } instance || instance.Stream.Equals(Self))
        {
            RefuseResumption(StanzaErrorCondition.ItemNotFound); // Its node is lost, or its time is over.
            return;
        }
        instance.Stream.Tell(new ResumeInstance(id.Value, _identity.Name, Self), Self);
        Timers.StartSingleTimer(SessionDue.Instance, SessionDue.Instance, AnswerTime);
    }

    /// <summary>The component may still serve as it is, or bind anew.</summary>
    private void RefuseResumption(StanzaErrorCondition condition)
    {
        if (_resume is not { } resume) return;
        (_resume, _resumes) = (null, null);
        Timers.Cancel(SessionDue.Instance);
        _connection.Write(StreamManagementElements.Failed(condition));
        if (_isServing) Limit();
        _connection.Processed(resume.ByteCount);
        WriteWaiting(Elapsed);
    }

    /// <summary>A new stream of our component asks for all that we are.</summary>
    private void OnResumed(ResumeInstance resume)
    {
        if (resume.Name != _identity.Name || !InstanceResumptionId.TryParse(resume.Id, out var id) || _management?.Id is not { } own || !own.Matches(id))
        {
            resume.Stream.Tell(new InstanceResumptionRefused(resume.Id), Self);
            return;
        }
        if (!_isDetached) _connection.Close(new StreamError(StreamErrorCondition.Conflict, "resumed on another connection"));
        _isDetached = true;
        _successor = resume;
        Context.Watch(resume.Stream);
        Become(HandingOver);
        HandOver();
    }

    /// <summary>All that we are is on its way to another stream, which may never take it: then it is ours still.</summary>
    private void HandingOver(object message)
    {
        switch (message)
        {
            case Stanza stanza: (_aside ??= []).Add((stanza, Sender)); break;
            case ResumeInstance resume when resume.Stream.Equals(_successor!.Stream): HandOver(); break; // The answer was lost.
            case ResumeInstance other: other.Stream.Tell(new InstanceResumptionRefused(other.Id), Self); break;
            case InstanceTaken: OnTaken(); break;
            case SessionDue or ResumeDue: OnNotTaken(); break;
            case Terminated ended when ended.ActorRef.Equals(_successor!.Stream): OnNotTaken(); break;
            case CloseStream: OnNotTaken(); Self.Forward(message); break;
            case FarmJoined or FarmRefused or InstanceReplaced or InstanceDirective: break; // The other has joined by the same name.
            case Streams.ConnectionEvent or JoinDue or PingDue or IdlePingDue or FirstPingOverdue or FactsDue or AnswerDue: break;
            default: OnBinding(message); break;
        }
    }

    private void HandOver()
    {
        _successor!.Stream.Tell(new InstanceHandedOver(_successor.Id, Session()), Self);
        Timers.StartSingleTimer(SessionDue.Instance, SessionDue.Instance, LongestHandOver);
    }

    private void OnNotTaken()
    {
        Context.Unwatch(_successor!.Stream);
        _successor = null;
        Timers.Cancel(SessionDue.Instance);
        OnConnectionLost();
        foreach (var (stanza, reader) in TakeAside()) OnDeliver(stanza, reader);
        foreach (var membership in _farms.Values) membership.Join(_services.Farms); // It may have joined by our name.
    }

    private void OnTaken()
    {
        Timers.CancelAll();
        _isGone = true;
        _services.Counters.Hold(-_ledger.Move().Count);
        Become(HandedOver);
        foreach (var (stanza, reader) in TakeAside()) _successor!.Stream.Tell(stanza, reader);
        Timers.StartSingleTimer(nameof(DepartureOver), DepartureOver.Instance, DepartedFor);
    }

    /// <summary>Another stream has all that we were.</summary>
    private void HandedOver(object message)
    {
        switch (message)
        {
            case Stanza or StanzaSettled or StanzaRefused or StanzaHeld: _successor!.Stream.Forward(message); break;
            case ResumeInstance late: late.Stream.Tell(new InstanceResumptionRefused(late.Id), Self); break;
            case DepartureOver or CloseStream: Context.Stop(Self); break;
            default: break;
        }
    }

    private List<(Stanza Stanza, IActorRef Reader)> TakeAside()
    {
        var aside = _aside ?? [];
        _aside = null;
        return aside;
    }

    private InstanceSession Session()
    {
        var now = Elapsed;
        var hostnames = ImmutableArray.CreateBuilder<ServedHostname>(_farms.Count);
        foreach (var (domain, membership) in _farms)
            hostnames.Add(new ServedHostname(domain, membership.Instance.Id, membership.Instance.CredentialId));
        return new InstanceSession(
            hostnames.ToImmutable(),
            _management!.ResumeTimeout,
            _management.Acknowledged,
            _management.Read.Handled,
            [.. _ledger.Entries().Select(entry =>
                new SessionEntry(entry.Stanza, entry.Reader, now - entry.TakenAt, entry.WrittenAt is not null || entry.WasWritten))],
            _read.Session,
            _read.Prefix,
            _taken.ToArray());
    }

    /// <summary>Goes on with what the earlier stream was, under its names, and writes what the component has not got.</summary>
    private void OnSession(InstanceHandedOver handedOver)
    {
        if (_resume is not { } resume || _resumes is not { } id || handedOver.Id != id.Value) return; // Asked for twice, or not any more.
        var session = handedOver.Session;
        StreamManagementElements.TryReadHandled(resume, out var count);
        var written = session.Entries.Count(static entry => entry.WasWritten);
        var acknowledged = unchecked(count - session.Acknowledged);
        if (acknowledged > written)
        {
            (_resume, _resumes) = (null, null);
            Close(StreamManagementElements.HandledTooHigh(count, unchecked(session.Acknowledged + (uint)written)));
            return;
        }
        (_resume, _resumes) = (null, null);
        Timers.Cancel(SessionDue.Instance);
        Sender.Tell(InstanceTaken.Instance, Self);
        _management = new InstanceManagement(id, session.ResumeTimeout, _ledger.WrittenTotal, count, session.Handled);
        _read.Continue(session.Name, session.Number, newest: session.Number);
        _taken = SettledMarks.From(session.Taken, RememberedSessions);
        TakeOver(session.Hostnames);
        _connection.Write(StreamManagementElements.Resumed(id.Value, session.Handled));
        TakeOver(session.Entries, (int)acknowledged);
        _connection.Processed(resume.ByteCount);
        if (_isServing)
        {
            Limit();
            WriteWaiting(Elapsed);
        }
        else
        {
            _isBound = true;
            BeginServing();
        }
    }

    /// <summary>By the names of the earlier stream: to their farms it is the same instance.</summary>
    private void TakeOver(ImmutableArray<ServedHostname> hostnames)
    {
        foreach (var membership in _farms.Values) membership.Leave(_services.Farms, isShutdown: false);
        _farms.Clear();
        foreach (var hostname in hostnames) Add(hostname.Domain, hostname.InstanceId, hostname.CredentialId);
        Join();
    }

    /// <param name="acknowledged">The component has so many of those that were written.</param>
    private void TakeOver(ImmutableArray<SessionEntry> entries, int acknowledged)
    {
        foreach (var entry in entries)
        {
            var isAcknowledged = acknowledged-- > 0;
            if (entry.Stanza is not { } stanza) continue;
            if (isAcknowledged)
            {
                _services.Counters.Delivered();
                _acknowledged++;
                entry.Reader.Settle(stanza.Origin);
                continue;
            }
            _services.Counters.Hold(1);
            _ledger.Restore(stanza, entry.Reader, Elapsed - entry.Age, entry.WasWritten);
        }
        WriteWaiting(Elapsed);
    }

    /// <summary>The other stream has not answered.</summary>
    private sealed record SessionDue
    {
        public static readonly SessionDue Instance = new();
    }
}
