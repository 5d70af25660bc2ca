using XmppActors.Actors.Routing;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// Messages that an account keeps while it is loading or writing: in order, counted as held, and its stanzas within a
/// bound.
/// </summary>
/// <remarks>
/// Other messages have a bound of their own: each comes from a bound stream, or once from an operator.
/// </remarks>
internal sealed class WaitingMessages(int maxStanzas, StanzaCounters counters)
{
    private Queue<(object Message, IActorRef Sender)>? _messages;
    private (object Message, IActorRef Sender)? _next;
    private int _stanzas;

    /// <returns>False: a stanza too many. Nothing is kept of it.</returns>
    public bool TryAdd(object message, IActorRef sender)
    {
        if (message is Stanza or OutboundStanza && _stanzas >= maxStanzas)
            return false;
        Add(message, sender);
        return true;
    }

    /// <summary>Puts back what is left of the message that was taken last, before all others and beyond the bound.</summary>
    public void PutBack(object message, IActorRef sender)
    {
        System.Diagnostics.Debug.Assert(_next is null, "Only one message is taken at a time.");
        _next = (message, sender);
        Hold(StanzasIn(message));
    }

    public bool TryTake(out (object Message, IActorRef Sender) waiting)
    {
        if (_next is { } next)
        {
            waiting = next;
            _next = null;
        }
        else if (_messages is null || !_messages.TryDequeue(out waiting))
        {
            waiting = default;
            return false;
        }

        Hold(-StanzasIn(waiting.Message));
        if (_messages is { Count: 0 })
            _messages = null; // An idle account keeps no buffer.
        return true;
    }

    private void Add(object message, IActorRef sender)
    {
        (_messages ??= []).Enqueue((message, sender));
        Hold(StanzasIn(message));
    }

    private void Hold(int change)
    {
        if (change == 0)
            return;
        _stanzas += change;
        counters.Hold(change);
    }

    private static int StanzasIn(object message) => message switch
    {
        Stanza or OutboundStanza => 1,
        UndeliveredStanzas undelivered => undelivered.Stanzas.Count,
        _ => 0,
    };
}
