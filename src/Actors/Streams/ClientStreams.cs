using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>Parent of all streams of clients on this node: one for each connection, then one for each
/// binding.</summary>
internal sealed class ClientStreams(StreamServices services) : StreamParent(services.Cluster)
{
    /// <summary>Its name below <c>/user</c>, the same on all nodes.</summary>
    public const string Name = "client-streams";

    private const int RememberedSessions = 10_000;

    /// <summary>When the node stops: so long wait sessions for their clients to resume them at other nodes.</summary>
    private static readonly TimeSpan TimeToMove = TimeSpan.FromSeconds(5);

    private readonly ExpiredSessions _expired = new(RememberedSessions);

    public static StreamAcceptor Start(ActorSystem system, StreamServices services) =>
        new(system.ActorOf(Props.Create(() => new ClientStreams(services)), Name));

    protected override Props StreamOn(ActorStanzaSink sink) =>
        Props.Create(() => new NegotiatingStream(sink, services));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BindStream bind: OnBind(bind); break;
            case ContinueSession session: OnContinue(session); break;
            case ResumeStream resume: OnResume(resume); break;
            case SessionExpired expired: _expired.Add(expired); break;
            case TimeToMoveIsOver: OnTimeToMoveIsOver(); break;
            default: base.OnReceive(message); break;
        }
    }

    /// <summary>To another node if there is one: a session that can be resumed waits here for that.</summary>
    protected override object Farewell()
    {
        if (services.Cluster.IsAlone) return base.Farewell();
        Timers.StartSingleTimer(TimeToMoveIsOver.Instance, TimeToMoveIsOver.Instance, TimeToMove);
        return new MoveElsewhere(ClientAddresses.OfAnother(Cluster.Get(Context.System)));
    }

    private void OnTimeToMoveIsOver()
    {
        foreach (var stream in Context.GetChildren()) stream.Tell(base.Farewell());
    }

    private void OnBind(BindStream bind)
    {
        if (IsDraining) return; // The asker is closing as well.
        var negotiator = Sender;
        Context.ActorOf(Props.Create(() => new BoundStream(bind, negotiator, services)));
    }

    /// <summary>The sender has the connection, if there is one.</summary>
    private void OnContinue(ContinueSession session)
    {
        if (IsDraining) return; // The asker is closing as well; the session stays where it is.
        var negotiator = Sender;
        Context.ActorOf(Props.Create(() => new BoundStream(session, negotiator, services)));
    }

    private void OnResume(ResumeStream resume)
    {
        if (_expired.TryFind(resume.Id.Value, out var handled))
            resume.Negotiator.Tell(new ResumeRefused(StanzaErrorCondition.ItemNotFound, handled));
        else
            services.Accounts.Tell(resume);
    }
}

/// <summary>The node stops: the connection ends, and the client comes back at another node. A session that can be resumed waits for that.</summary>
/// <param name="Address">Where clients reach that node; null: they know by themselves.</param>
internal sealed record MoveElsewhere(string? Address)
{
    public StreamError Error => Address is null
        ? new StreamError(StreamErrorCondition.SystemShutdown)
        : new StreamError(StreamErrorCondition.SeeOtherHost, SeeOtherHost: Address);
}

/// <summary>Sessions whose clients have not come back end with their node.</summary>
internal sealed class TimeToMoveIsOver
{
    public static readonly TimeToMoveIsOver Instance = new();
}
