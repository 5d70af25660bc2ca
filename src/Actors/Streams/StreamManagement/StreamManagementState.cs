using XmppActors.Actors.Streams.Sessions;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams.StreamManagement;

/// <summary>XEP-0198 as one session knows it: what was handled, what is unacknowledged, when to ask, how to
/// resume.</summary>
/// <remarks>Performs nothing: its stream writes, keeps the timer and closes.</remarks>
internal sealed class StreamManagementState
{
    private AckRequests _requests;
    private long _handled;

    private StreamManagementState(StreamManagementSettings settings, ResumptionId? id, TimeSpan resumeTimeout, uint acknowledged = 0)
    {
        Id = id;
        ResumeTimeout = resumeTimeout;
        Unacked = new UnackedQueue(settings.MaxUnackedStanzas, settings.MaxUnackedBytes, acknowledged);
        _requests = new AckRequests(settings.RequestAfterStanzas);
    }

    /// <summary>Null: the session ends with its connection.</summary>
    public ResumptionId? Id { get; }

    /// <summary>How long the session is kept without a connection.</summary>
    public TimeSpan ResumeTimeout { get; }

    /// <summary>Stanzas from the client handled since &lt;enable/&gt;, modulo 2^32.</summary>
    /// <param name="unsettled">The newest so many count for nothing yet.</param>
    public uint HandledBut(int unsettled) => unsettled >= _handled ? 0 : unchecked((uint)(_handled - unsettled));

    public UnackedQueue Unacked { get; }

    /// <summary>Follows the client's &lt;enable/&gt;; it may ask for less time than the settings give, not for
    /// more.</summary>
    public static StreamManagementState Enable(
        StreamManagementSettings settings, Transport.Addresses.FullJid address, XmppElement enable)
    {
        var timeout = settings.ResumeTimeout;
        if (StreamManagementElements.ReadMax(enable) is { } max && max < timeout) timeout = max;
        var isResumable = timeout > TimeSpan.Zero && StreamManagementElements.AsksToResume(enable);
        return new StreamManagementState(settings, isResumable ? ResumptionId.Create(address) : null, timeout);
    }

    /// <summary>Goes on with a session that another stream had. What that held is held, even beyond these settings.</summary>
    public static StreamManagementState Continue(StreamManagementSettings settings, SessionState session)
    {
        var id = ResumptionId.TryParse(session.Id, out var known) ? known : null;
        var bounds = settings with
        {
            MaxUnackedStanzas = Math.Max(settings.MaxUnackedStanzas, session.Unacked.Count),
            MaxUnackedBytes = Math.Max(settings.MaxUnackedBytes, session.Unacked.Sum(static stanza => (long)stanza.ByteCount)),
        };
        var state = new StreamManagementState(bounds, id, session.ResumeTimeout, session.Acknowledged) { _handled = session.Handled };
        foreach (var stanza in session.Unacked) state.Unacked.TryAdd(stanza);
        return state;
    }

    public void CountHandled() => _handled++;

    /// <summary>A stanza was written that is in <see cref="Unacked"/>.</summary>
    public AckRequestStep Sent() => _requests.Sent();

    /// <inheritdoc cref="UnackedQueue.TryAcknowledge"/>
    public bool TryAcknowledge(uint handled, out int released, out AckRequestStep next)
    {
        next = AckRequestStep.None;
        if (!Unacked.TryAcknowledge(handled, out released)) return false;
        next = _requests.Answered(Unacked.Count);
        return true;
    }

    public AckRequestStep TimerElapsed() => _requests.TimerElapsed();

    /// <summary>The session has a new connection, on which all of <see cref="Unacked"/> has been written
    /// again.</summary>
    public AckRequestStep Resumed() => _requests.Resumed(Unacked.Count);
}
