using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams.Sessions;

/// <summary>A session as its stream last told its standby.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class SessionCopy(SessionState whole)
{
    private const int RememberedSessions = 1024;

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
