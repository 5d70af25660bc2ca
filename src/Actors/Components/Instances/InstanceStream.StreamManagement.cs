using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Instances.Resumption;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Instances;

/// <content>XEP-0198: acknowledged by count in place of pings, and without a connection for a while.</content>
internal sealed partial class InstanceStream
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    private InstanceManagement? _management; // Null: not enabled.
    private bool _isDetached;

    /// <summary>It is asked whether it has read what it was sent.</summary>
    private bool IsAsked => _management?.IsAsked ?? _barrier.IsUnderWay;

    /// <summary>It can be asked; else what is written counts as read.</summary>
    private bool CanBeAsked => _management is not null || _barrier.IsUsed;

    /// <summary>Without a connection: its farms hold it for suspect, and what it is sent all the same waits.</summary>
    private void Detached(object message)
    {
        switch (message)
        {
            case ResumeDue: Depart(); break;
            case CloseStream: _isShuttingDown = true; Depart(); break;
            case InstanceReplaced: Depart(); break;
            case InstanceDirective { CloseBecause: not null }: Depart(); break;
            case Streams.ConnectionEvent or PingDue or IdlePingDue or FirstPingOverdue or AnswerDue: break;
            default: Serving(message); break;
        }
    }

    private void OnManagement(XmppElement element)
    {
        switch (element.Name.LocalName)
        {
            case "enable" when _management is null && _isServing && _farms.Count > 0: OnEnable(element); break;
            case "r" when _management is not null: OnAnswerWanted(_management); break;
            case "a" when _management is not null: OnAcknowledged(_management, element); break;
            case "resume" when _management is null:
                OnResume(element);
                return; // Processed when that is done.
            default: _connection.Write(StreamManagementElements.Failed(StanzaErrorCondition.UnexpectedRequest)); break;
        }
        _connection.Processed(element.ByteCount);
    }

    private void OnEnable(XmppElement enable)
    {
        var timeout = _services.Settings.ResumeTimeout;
        if (StreamManagementElements.ReadMax(enable) is { } max && max < timeout) timeout = max;
        var (domain, membership) = _farms.First();
        var id = timeout > TimeSpan.Zero && StreamManagementElements.AsksToResume(enable)
            ? InstanceResumptionId.Create(domain, membership.Instance.Id)
            : null;
        _management = new InstanceManagement(id, timeout, _ledger.WrittenTotal);
        _connection.Write(StreamManagementElements.Enabled(id?.Value, timeout));
    }

    /// <summary>As soon as what it has sent before is settled, and before long in any case.</summary>
    private void OnAnswerWanted(InstanceManagement management)
    {
        if (management is { OwedAnswers: null } && management.Read.Handled == management.Read.Read)
        {
            _connection.Write(StreamManagementElements.Acknowledge(management.Read.Handled));
            return;
        }
        if (management.OwedAnswers is null) Timers.StartSingleTimer(AnswerDue.Instance, AnswerDue.Instance, LongestAnswer);
        (management.OwedAnswers ??= new Queue<uint>()).Enqueue(management.Read.Read);
    }

    /// <summary>Counts what the component has sent.</summary>
    /// <param name="number">Under which it is settled; null: it needs not be.</param>
    private void CountRead(uint? number) => _management?.Read.Add(number);

    private void OnReadSettled()
    {
        if (_management is not { } management) return;
        management.Read.Advance(_read.Prefix);
        AnswerOwed(management, isLate: false);
    }

    private void AnswerOwed(InstanceManagement management, bool isLate)
    {
        if (management.OwedAnswers is not { } owed || _isDetached) return;
        while (owed.TryPeek(out var read) && (isLate || unchecked((int)(read - management.Read.Handled)) <= 0))
        {
            owed.Dequeue();
            _connection.Write(StreamManagementElements.Acknowledge(management.Read.Handled));
        }
        if (owed.Count > 0) return;
        management.OwedAnswers = null;
        Timers.Cancel(AnswerDue.Instance);
    }

    private void OnAcknowledged(InstanceManagement management, XmppElement answer)
    {
        if (!StreamManagementElements.TryReadHandled(answer, out var count))
        {
            Close(new StreamError(StreamErrorCondition.BadFormat, "<a/> needs an 'h'"));
        }
        else if (!management.TryAcknowledge(count, _ledger.WrittenTotal, out var total))
        {
            Close(StreamManagementElements.HandledTooHigh(count, management.SentAt(_ledger.WrittenTotal)));
        }
        else
        {
            AcknowledgeUpTo(total);
            WriteWaiting(Elapsed);
        }
    }

    /// <summary>The connection is lost: who can come back is waited for, and its share is for others meanwhile.</summary>
    private void OnConnectionLost()
    {
        if (_management is not { Id: not null } management || _isShuttingDown)
        {
            Depart();
            return;
        }
        _isDetached = true;
        management.IsAsked = false;
        management.OwedAnswers = null;
        Become(Detached);
        Timers.Cancel(IdlePingDue.Instance);
        Timers.StartSingleTimer(ResumeDue.Instance, ResumeDue.Instance, management.ResumeTimeout);
        foreach (var membership in _farms.Values) membership.Farm.Mark(membership.Instance.Id, InstanceState.Suspect);
        Report(Elapsed);
        WatchFacts();
    }

    private sealed record AnswerDue
    {
        public static readonly AnswerDue Instance = new();
    }

    /// <summary>It has not come back in time.</summary>
    private sealed record ResumeDue
    {
        public static readonly ResumeDue Instance = new();
    }
}
