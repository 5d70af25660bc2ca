using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams;

/// <content>Settled before acknowledged (docs/decisions/0015): what it has read it keeps until somebody has taken charge of it; what it is
/// told it takes charge of once.</content>
internal sealed partial class BoundStream
{
    private const int RememberedSessions = 1024;

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    private SettledMarks _taken = new(RememberedSessions);
    private Queue<uint>? _owedAnswers; // For each <r/>, up to which number must be settled; null: none is owed.

    /// <summary>What the cluster tells in every state but the first.</summary>
    private void OnSettling(object message)
    {
        switch (message)
        {
            case StanzaSettled settled: OnSettled(settled); break;
            case StanzaRefused refused: OnRefused(refused); break;
            case StanzaHeld held: _read.OnHeld(held); break;
            case SendAgain: SendDue(); break;
            case LookForOverdue: OnGuard(); break;
            case AnswerNow: Answer(isLate: true); break;
            case MemberGone gone: OnMemberGone(gone); break;
            case LateStanza late: TakeUp(late.Stanza, late.Reader); break;
            case StandbyConfirmed confirmed: OnStandbyConfirmed(confirmed); break;
            case StandbyLate: OnStandbyLate(); break;
            case FormerStreamDone: OnFormerDone(); break;
            case Terminated ended when ended.ActorRef.Equals(_former): OnFormerDone(); break;
            default: OnRegistration(message); break;
        }
    }

    /// <returns>False: it cannot get lost, and its bytes are processed when it has been told.</returns>
    private bool Keep(Stanza stanza)
    {
        if (!_read.TryKeep(stanza)) return false;
        Timers.Guard(_read);
        return true;
    }

    private void OnSettled(StanzaSettled settled)
    {
        var processed = _read.Settle(settled);
        if (_read.IsEmpty && !IsSomeAtAccountOnly()) processed += TakeAllFromAccount();
        if (_read.HasRefused) SendDue();
        Processed(processed + ConfirmRead());
        if (_isEnded) StopWhenLeft();
    }

    /// <summary>A node that is alone does not keep what is for accounts.</summary>
    private bool IsSomeAtAccountOnly() => services.Cluster.IsAlone && _atAccount is not null && _atAccount.Sum() > 0;

    /// <summary>Nothing can be at the account any more; whatever confirms it still is late.</summary>
    private int TakeAllFromAccount()
    {
        var bytes = _atAccount?.Sum() ?? 0;
        _atAccount = null;
        return bytes;
    }

    /// <summary>All that is settled will not come again, for the client is not asked for it again.</summary>
    private int ConfirmRead()
    {
        var processed = _read.Confirm(ConfirmedNumber);
        Answer(isLate: false);
        UpdateStandby();
        return processed;
    }

    private void Processed(int bytes)
    {
        if (bytes > 0) _sink?.Connection.Processed(bytes);
    }

    private void OnRefused(StanzaRefused refused)
    {
        if (_read.TryRefuse(refused)) Timers.SendAgainWhenDue(_read);
    }

    private void OnMemberGone(MemberGone gone)
    {
        if (_standby is not null && !services.Cluster.Others.Contains(_standby)) RenewStandby();
        _read.OnMemberGone(gone);
        SendDue();
    }

    private void SendDue()
    {
        foreach (var stanza in _read.Due()) Dispatch(OutboundRules.Decide(stanza, _address));
        Timers.SendAgainWhenDue(_read);
    }

    private void OnGuard()
    {
        if (_read.Overdue() is { } overdue)
        {
            Context.GetLogger().StanzaNeverSettled(_address);
            services.Counters.NeverSettled();
            OnSettled(overdue);
        }

        SendDue();
        Timers.Guard(_read);
    }

    /// <summary>The client wants to know what has been handled: what it has sent before it asked, as soon as that is settled, and before long
    /// in any case.</summary>
    private void OnAcknowledgementRequested()
    {
        HasStandby();
        if (_owedAnswers is null && !_owesEnabled && _read.Newest == ConfirmedNumber)
        {
            Write(StreamManagement.StreamManagementElements.Acknowledge(Handled));
            return;
        }

        if (_owedAnswers is null)
        {
            _owedAnswers = new Queue<uint>();
            Timers.StartSingleTimer(AnswerNow.Instance, AnswerNow.Instance, LongestAnswer);
        }

        _owedAnswers.Enqueue(_read.Newest);
        UpdateStandby();
    }

    /// <summary>What may be acknowledged.</summary>
    private uint Handled => HandledAt(ConfirmedNumber);

    private uint HandledAt(uint number) => _management!.HandledBut(unchecked((int)(_read.Newest - number)));

    private void Answer(bool isLate)
    {
        if (_owedAnswers is null || _sink is null || _owesEnabled) return;
        while (_owedAnswers.TryPeek(out var number) && (isLate || unchecked((int)(number - ConfirmedNumber)) <= 0))
        {
            _owedAnswers.Dequeue();
            Write(StreamManagement.StreamManagementElements.Acknowledge(Handled));
        }

        if (_owedAnswers.Count > 0) return;
        _owedAnswers = null;
        Timers.Cancel(AnswerNow.Instance);
    }

    /// <summary>A stanza for our client: taken once, and said so.</summary>
    private void OnTold(Stanza stanza, IActorRef reader)
    {
        if (_former is not null)
            (_aside ??= []).Add((stanza, reader));
        else if (_isEnded)
            HandBack(stanza, reader);
        else
            TakeUp(stanza, reader);
    }

    private void TakeUp(Stanza stanza, IActorRef reader)
    {
        if (stanza.Origin.IsNone)
        {
            Deliver(stanza, reader);
            return;
        }

        services.Router.ExpectAnswer(stanza, reader);
        if (!_taken.Take(stanza.Origin) || Deliver(stanza, reader))
            SettleWhenTold(reader, stanza.Origin);
    }

    /// <summary>Back to the account, which takes charge of it: it is the account's to settle.</summary>
    private void HandBack(Stanza stanza, IActorRef reader) => services.Accounts.Tell(
        new UndeliveredStanzas(_address, [stanza]) { Binding = _binding }, stanza.Origin.IsNone ? Self : reader);
}

/// <summary>The client has waited long enough for its <c>&lt;a/&gt;</c>.</summary>
internal sealed class AnswerNow
{
    public static readonly AnswerNow Instance = new();
}
