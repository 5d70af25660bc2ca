namespace XmppActors.Kernel.Actor;

/// <summary>The engine gives the actor its timers before its first message. They end with the instance.</summary>
public interface IWithTimers
{
    ITimerScheduler Timers { get; set; }
}

/// <summary>Timers of one actor, by key. Once a timer is cancelled or started anew, no message of the earlier one is delivered,
/// even if it is in the mailbox already.</summary>
public interface ITimerScheduler
{
    IReadOnlyCollection<object> ActiveTimers { get; }

    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    /// <summary>A single timer is active until its message is handled.</summary>
    bool IsTimerActive(object key);

    void Cancel(object key);

    void CancelAll();
}
