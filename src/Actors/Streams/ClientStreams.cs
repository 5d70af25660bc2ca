using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>Parent of all streams of clients on this node: starts one for each connection, and one for each binding.</summary>
/// <remarks>A stream that fails is stopped, never restarted: half a negotiation cannot be taken up again. What it owes its
/// peer (<c>internal-server-error</c>) it pays in its own <c>PostStop</c>.</remarks>
internal sealed class ClientStreams(StreamServices services) : UntypedActor
{
    private const int RememberedSessions = 10_000;

    private readonly ExpiredSessions _expired = new(RememberedSessions);
    private IActorRef? _drainAsker;
    private int _draining;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ConnectionAccepted accepted: OnAccepted(accepted.Sink); break;
            case ConnectionEvent early when !early.Sink.Owner.Equals(Self): early.Sink.Owner.Forward(early); break;
            case BindStream bind: OnBind(bind); break;
            case ResumeStream resume: OnResume(resume); break;
            case SessionExpired expired: _expired.Add(expired); break;
            case DrainStreams: OnDrain(); break;
            case Terminated: OnTerminated(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnAccepted(ActorStanzaSink sink)
    {
        if (_drainAsker is not null)
        {
            sink.Connection.Close(new StreamError(StreamErrorCondition.SystemShutdown));
            return;
        }
        var stream = Context.ActorOf(Props.Create(() => new NegotiatingStream(sink, services)));
        if (sink.HandTo(stream) is { } gone) stream.Tell(gone);
    }

    private void OnBind(BindStream bind)
    {
        if (_drainAsker is not null) return; // The asker is closing as well.
        var negotiator = Sender;
        Context.ActorOf(Props.Create(() => new BoundStream(bind, negotiator, services)));
    }

    private void OnResume(ResumeStream resume)
    {
        if (_expired.TryFind(resume.Id.Value, out var handled))
            resume.Negotiator.Tell(new ResumeRefused(StanzaErrorCondition.ItemNotFound, handled));
        else
            services.Accounts.Tell(resume);
    }

    private void OnDrain()
    {
        _drainAsker = Sender;
        foreach (var stream in Context.GetChildren())
        {
            _draining++;
            Context.Watch(stream);
            stream.Tell(new CloseStream(StreamErrorCondition.SystemShutdown));
        }
        AnswerWhenDrained();
    }

    private void OnTerminated()
    {
        _draining--;
        AnswerWhenDrained();
    }

    private void AnswerWhenDrained()
    {
        if (_draining == 0) _drainAsker!.Tell(StreamsDrained.Instance);
    }
}

/// <summary>A listener has a new connection.</summary>
internal sealed class ConnectionAccepted(ActorStanzaSink sink)
{
    public ActorStanzaSink Sink { get; } = sink;
}

/// <summary>Closes every stream with <c>system-shutdown</c> (RFC 6120 §4.9.3.20), and refuses new ones; answered by
/// <see cref="StreamsDrained"/>.</summary>
internal sealed class DrainStreams
{
    public static readonly DrainStreams Instance = new();
}

/// <summary>No stream is left.</summary>
internal sealed class StreamsDrained
{
    public static readonly StreamsDrained Instance = new();
}
