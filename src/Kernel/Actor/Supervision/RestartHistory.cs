namespace XmppActors.Kernel.Actor;

/// <summary>Counts a child's restarts within a window that begins with the first of them.</summary>
internal sealed class RestartHistory
{
    private int _restarts;
    private long _windowStart;

    /// <summary>Records one more restart if it is allowed.</summary>
    internal bool Permit(int maxRestarts, int windowMilliseconds, long now)
    {
        if (windowMilliseconds <= 0) return ++_restarts <= maxRestarts;
        var allowed = maxRestarts < 0 ? 1 : maxRestarts;
        if (_restarts == 0 || now - _windowStart > windowMilliseconds)
        {
            _windowStart = now;
            _restarts = 1;
            return true;
        }

        return ++_restarts <= allowed;
    }
}
