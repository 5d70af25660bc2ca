namespace XmppActors.Actors.Streams.StreamManagement;

/// <summary>When to ask the peer for an acknowledgement (XEP-0198 §4): after some stanzas or some time, never while an
/// earlier request is unanswered.</summary>
/// <remarks>Pure: each event returns what to do next. The stream keeps one timer; starting it replaces its earlier
/// start, and a timer that runs out with nothing to ask for means nothing.</remarks>
internal struct AckRequests(int requestAfterStanzas)
{
    private enum State : byte { Idle, Timing, Waiting }

    private State _state;
    private int _sinceRequest;

    /// <summary>A stanza was sent that the peer will have to acknowledge.</summary>
    public AckRequestStep Sent()
    {
        _sinceRequest++;
        return _state switch
        {
            State.Waiting => AckRequestStep.None,
            _ when _sinceRequest >= requestAfterStanzas => Request(),
            State.Idle => StartTimer(),
            _ => AckRequestStep.None,
        };
    }

    /// <summary>The peer acknowledged, asked or unasked; <paramref name="stillUnacked"/> stanzas remain.</summary>
    public AckRequestStep Answered(int stillUnacked)
    {
        _sinceRequest = stillUnacked;
        if (stillUnacked >= requestAfterStanzas) return Request();
        if (stillUnacked > 0 && _state == State.Timing) return AckRequestStep.None;
        _state = State.Idle;
        return stillUnacked > 0 ? StartTimer() : AckRequestStep.None;
    }

    /// <summary>The stream's timer ran out.</summary>
    public AckRequestStep TimerElapsed()
    {
        if (_state == State.Waiting) return AckRequestStep.GiveUp;
        _state = State.Idle;
        return _sinceRequest == 0 ? AckRequestStep.None : Request();
    }

    /// <summary>The session has a new connection, on which <paramref name="unacked"/> stanzas were sent
    /// again.</summary>
    public AckRequestStep Resumed(int unacked)
    {
        _state = State.Idle;
        _sinceRequest = unacked;
        return unacked > 0 ? Request() : AckRequestStep.None;
    }

    private AckRequestStep Request()
    {
        _state = State.Waiting;
        _sinceRequest = 0;
        return AckRequestStep.Request;
    }

    private AckRequestStep StartTimer()
    {
        _state = State.Timing;
        return AckRequestStep.StartTimer;
    }
}

/// <summary>What follows from an event of <see cref="AckRequests"/>.</summary>
internal enum AckRequestStep
{
    None,

    /// <summary>Start the timer, with <see cref="StreamManagementSettings.RequestAfter"/>.</summary>
    StartTimer,

    /// <summary>Write <c>&lt;r/&gt;</c>; start the timer, with
    /// <see cref="StreamManagementSettings.AckTimeout"/>.</summary>
    Request,

    /// <summary>The peer did not answer: its connection is dead.</summary>
    GiveUp,
}
