using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams.Sessions;

/// <summary>Keeps copies of sessions whose streams are on other nodes; when such a node is lost, they go on here, waiting for their
/// clients.</summary>
/// <remarks>One per node. A copy is as large as its session, which has bounds. A session that its client cannot resume ends: what it had not
/// acknowledged goes back to the account.</remarks>
internal sealed class SessionStandby(IActorRef accounts, IActorRef streams) : UntypedActor
{
    /// <summary>Its name below <c>/user</c>, the same on all nodes.</summary>
    public const string Name = "session-standby";

    private const int RememberedSessions = 1024;

    private readonly Dictionary<IActorRef, Copy> _copies = [];

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
            _copies[Sender] = new Copy(whole);
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

    /// <summary>A session as its stream last told it.</summary>
    private sealed class Copy(SessionState whole)
    {
        private readonly Queue<Stanza> _unacked = new(whole.Unacked);
        private readonly SettledMarks _taken = SettledMarks.From(whole.Taken, RememberedSessions);
        private SessionState _state = whole with { Unacked = [], Taken = [] };

        public void Apply(StandbyUpdate update)
        {
            foreach (var stanza in update.Added)
            {
                _unacked.Enqueue(stanza);
                if (!stanza.Origin.IsNone) _taken.Take(stanza.Origin);
            }

            for (var left = unchecked(update.Acknowledged - _state.Acknowledged); left > 0 && _unacked.Count > 0; left--) _unacked.Dequeue();
            _state = _state with
            {
                Handled = update.Handled,
                Number = update.Number,
                Acknowledged = update.Acknowledged,
                Resource = update.Resource ?? _state.Resource,
            };
        }

        public SessionState ToState() => _state with { Unacked = [.. _unacked], Taken = _taken.ToArray() };
    }
}
