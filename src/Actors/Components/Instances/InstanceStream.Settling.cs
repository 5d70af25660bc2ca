using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <content>What it has read it keeps until somebody has taken charge of it
/// (docs/decisions/0015).</content>
internal sealed partial class InstanceStream
{
    private readonly ReadStanzas _read;

    private void OnSettling(object message)
    {
        switch (message)
        {
            case StanzaSettled settled: OnSettled(settled); break;
            case StanzaRefused refused: OnRefused(refused); break;
            case StanzaHeld held: _read.OnHeld(held); break;
            case SendAgain: SendDue(); break;
            case LookForOverdue: OnGuard(); break;
            case MemberGone gone: _read.OnMemberGone(gone); SendDue(); break;
            default: Unhandled(message); break;
        }
    }

    private bool Keep(Stanza stanza)
    {
        if (!_read.TryKeep(stanza)) return false;
        Timers.Guard(_read);
        return true;
    }

    private void OnSettled(StanzaSettled settled)
    {
        var processed = _read.Settle(settled);
        if (_read.HasRefused) SendDue();
        processed += _read.Confirm(_read.Prefix);
        OnReadSettled();
        if (processed > 0) Processed(processed);
    }

    private void OnRefused(StanzaRefused refused)
    {
        if (_read.TryRefuse(refused)) Timers.SendAgainWhenDue(_read);
    }

    private void SendDue()
    {
        foreach (var stanza in _read.Due()) _services.Router.Route(stanza, Self);
        Timers.SendAgainWhenDue(_read);
    }

    private void OnGuard()
    {
        if (_read.Overdue() is { } overdue)
        {
            Context.GetLogger().Warning("a stanza from {0} was settled by nobody for a minute, and is given up: it may be lost", _identity.Name);
            _services.Counters.NeverSettled();
            OnSettled(overdue);
        }

        SendDue();
        Timers.Guard(_read);
    }
}
