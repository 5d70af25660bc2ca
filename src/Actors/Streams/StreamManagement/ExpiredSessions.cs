using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Streams.StreamManagement;

/// <summary>A session was given up without its client coming back; <paramref name="Handled"/> is what it had
/// handled.</summary>
internal sealed record SessionExpired(string Id, uint Handled) : IClusterMessage;

/// <summary>Remembers of lately expired sessions how much they had handled, so that a client that comes back too late
/// knows which of its stanzas arrived (XEP-0198 §5: <c>h</c> of &lt;failed/&gt;). Forgets the oldest beyond its
/// capacity.</summary>
internal sealed class ExpiredSessions(int capacity)
{
    private readonly Dictionary<string, uint> _handled = [];
    private readonly Queue<string> _oldestFirst = [];

    public void Add(SessionExpired expired)
    {
        if (!_handled.TryAdd(expired.Id, expired.Handled)) return;
        _oldestFirst.Enqueue(expired.Id);
        if (_oldestFirst.Count > capacity) _handled.Remove(_oldestFirst.Dequeue());
    }

    public bool TryFind(string id, out uint handled) => _handled.TryGetValue(id, out handled);
}
