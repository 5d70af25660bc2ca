using XmppActors.Actors.Accounts;

namespace XmppActors.Actors.Streams.Sessions;

/// <summary>Keeps copies of sessions whose streams are on other nodes; when such a node is lost, they go on here, waiting for their
/// clients.</summary>
/// <remarks>One per node. A copy is as large as its session, which has bounds. A session that its client cannot resume ends: what it had not
/// acknowledged goes back to the account.</remarks>
internal sealed class SessionStandby(IActorRef accounts, IActorRef streams) : UntypedActor
{
    /// <summary>Its name below <c>/user</c>, the same on all nodes.</summary>
    public const string Name = "session-standby";

    private readonly Dictionary<IActorRef, SessionCopy> _copies = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StandbyUpdate update: OnUpdate(update); break;
            case StandbyEnd: Forget(Sender); break;
            case Terminated terminated when terminated.AddressTerminated: OnNodeLost(terminated.ActorRef); break;
            case Terminated terminated: _copies.Remove(terminated.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void OnUpdate(StandbyUpdate update)
    {
        if (update.Whole is { } whole)
        {
            _copies[Sender] = new SessionCopy(whole);
            Context.Watch(Sender);
        }

        var isKnown = _copies.TryGetValue(Sender, out var copy);
        copy?.Apply(update);
        Sender.Tell(new StandbyConfirmed(update.Sequence, !isKnown), Self);
    }

    private void Forget(IActorRef stream)
    {
        if (_copies.Remove(stream)) Context.Unwatch(stream);
    }

    private void OnNodeLost(IActorRef stream)
    {
        if (!_copies.Remove(stream, out var copy)) return;
        var state = copy.ToState();
        if (state.Id is not null)
            streams.Tell(new ContinueSession(state, stream, null), Self);
        else if (state.Unacked.Count > 0)
            accounts.Tell(Undelivered(state), Self);
    }

    private static UndeliveredStanzas Undelivered(SessionState state) => new(
        state.Address, [.. state.Unacked.Select(static stanza => stanza.WithOrigin(default))]) { Binding = state.Resource.Binding };
}
