namespace XmppActors.Kernel.Actor;

internal sealed partial class ActorCell
{
    public TimeSpan? ReceiveTimeout => _extras?.ReceiveTimeout?.Timeout;

    public void SetReceiveTimeout(TimeSpan? timeout)
    {
        if (timeout is { } positive) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(positive, TimeSpan.Zero, nameof(timeout));
        _extras?.ReceiveTimeout?.Cancel();
        if (timeout is null)
        {
            if (_extras is not null) _extras.ReceiveTimeout = null;
            return;
        }

        Extras.ReceiveTimeout = new ReceiveTimeoutClock(this, timeout.Value);
    }
}
