using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <content>Asks for an earlier session, instead of binding a resource (XEP-0198 §5).</content>
internal sealed partial class NegotiatingStream
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    private ResumptionId? _resumes; // The session asked for, while it is.
    private TimeSpan _askedAt;      // By the client, by this system's clock.
    private uint _handled;          // Of that session's stanzas, by the client.

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private TimeSpan Waited => Now - _askedAt;

    /// <summary>The session and the connection are one; only its stream has yet to say that it has it.</summary>
    private void GivingAway(object message)
    {
        switch (message)
        {
            case ConnectionTaken: OnTaken(); break;
            case NegotiationTimedOut: Close(new StreamError(StreamErrorCondition.ConnectionTimeout)); break;
            case CloseStream close: Close(new StreamError(close.Condition)); break;
            case MoveElsewhere move: Close(move.Error); break;
            default: break; // Whatever the connection says, its end too, is for its next owner.
        }
    }

    private void OnResume(XmppElement resume)
    {
        if (services.Settings.StreamManagement is null
            || !ResumptionId.TryParse(resume.Attribute("previd"), out var id))
        {
            Answer(StreamManagementElements.Failed(StanzaErrorCondition.ItemNotFound), resume.ByteCount);
        }
        else if (!StreamManagementElements.TryReadHandled(resume, out var handled))
        {
            Answer(StreamManagementElements.Failed(StanzaErrorCondition.BadRequest), resume.ByteCount);
        }
        else
        {
            Become(HandingOver);
            _pendingBytes = resume.ByteCount;
            (_resumes, _handled, _askedAt) = (id, handled, Now);
            AskForSession();
        }
    }

    /// <summary>Again and again: the session may be about to move, or its account, because a node is lost.</summary>
    private void AskForSession()
    {
        if (IsLeftByPeer()) return;
        Context.Parent.Tell(new ResumeStream(_entity!.Account, _resumes!, Self, Waited));
        Timers.StartSingleTimer(nameof(AskAgain), AskAgain.Instance, AnswerTime);
    }

    private void OnStillWanted()
    {
        if (Timers.IsTimerActive(nameof(AskAgain)) && !IsLeftByPeer())
            Sender.Tell(new ResumeStream(_entity!.Account, _resumes!, Self, Waited) { IsConfirmed = true }, Self);
    }

    private void OnSessionHandedOver(SessionState session)
    {
        if (!Timers.IsTimerActive(nameof(AskAgain)) || IsLeftByPeer()) return; // The answer to an earlier question, or for nobody.
        Timers.Cancel(nameof(AskAgain));
        Context.Parent.Tell(
            new ContinueSession(session, Sender, new ResumedConnection(sink, _handled, _pendingBytes) { AskedAt = _askedAt }), Self);
        Become(GivingAway);
    }

    /// <summary>While it waits the connection is not read, and does not tell of its end.</summary>
    private bool IsLeftByPeer()
    {
        if (!Connection.IsPeerGone) return false;
        Timers.Cancel(nameof(AskAgain));
        Close(null);
        return true;
    }

    /// <summary>The client may still bind a resource (XEP-0198 §5).</summary>
    private void OnResumeRefused(ResumeRefused refused)
    {
        if (!Timers.IsTimerActive(nameof(AskAgain))) return;
        Timers.Cancel(nameof(AskAgain));
        Become(Binding);
        Answer(StreamManagementElements.Failed(refused.Condition, refused.Handled), _pendingBytes);
    }

    private sealed class AskAgain
    {
        public static readonly AskAgain Instance = new();
    }
}
