using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components;

/// <summary>Remembers which instance of a farm has sent an iq request, so that the answer goes back to it and not to
/// the instance that the answering user's stanzas otherwise go to: on the node that the instance is connected to, and on
/// each that the request comes to, since the answer will be routed there. RFC 6120 §8.2.3.</summary>
/// <remarks>Bounded: beyond <see cref="Capacity"/> open requests the oldest is forgotten, and its answer goes where the
/// sender's other stanzas go.</remarks>
internal sealed class ReplyRoutes
{
    /// <summary>Most open requests remembered for a farm on one node.</summary>
    public const int Capacity = 16384;

    private readonly Lock _lock = new();
    private readonly Dictionary<Request, (string InstanceId, long Turn)> _open = [];
    private readonly Queue<(Request Request, long Turn)> _order = new();
    private long _turn;

    /// <summary>An instance sends a request; its answer will be asked for once.</summary>
    public void Remember(Stanza request, string instanceId)
    {
        if (request.Id is not { } id) return;
        var key = new Request(request.From!, request.To!, id);
        lock (_lock)
        {
            if (_open.TryGetValue(key, out var open) && open.InstanceId == instanceId) return; // It passes here again.
            _open[key] = (instanceId, ++_turn);
            _order.Enqueue((key, _turn));
            while (_open.Count > Capacity || _order.Count > 2 * Capacity)
                ForgetOldest();
        }
    }

    /// <summary>Finds, and forgets, the instance that waits for this result or error.</summary>
    public string? Take(Stanza answer)
    {
        if (answer.Id is not { } id) return null;
        lock (_lock)
        {
            return _open.Remove(new Request(answer.To!, answer.From!, id), out var found) ? found.InstanceId : null;
        }
    }

    private void ForgetOldest()
    {
        var (request, turn) = _order.Dequeue();
        if (_open.TryGetValue(request, out var open) && open.Turn == turn)
            _open.Remove(request);
    }

    private readonly record struct Request(Jid Asker, Jid Asked, string Id);
}
