using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>What is in the way of something that is tried again and again: kept for whoever asks, and logged at first and then ever more rarely.</summary>
internal sealed class Troubles(string what, TimeProvider time, ILoggingAdapter log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private volatile string? _current;
    private string? _logged;
    private long _loggedAt;
    private TimeSpan _pause;

    /// <summary><c>null</c>: nothing.</summary>
    internal string? Current => _current;

    /// <summary>Not to be called by two threads at once.</summary>
    internal void Note(string? trouble)
    {
        _current = trouble;
        if (trouble is null)
        {
            _logged = null;
            return;
        }

        var isNew = trouble != _logged;
        if (!isNew && time.GetElapsedTime(_loggedAt) < _pause) return;
        _pause = isNew ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        _logged = trouble;
        _loggedAt = time.GetTimestamp();
        log.Warning("{0}: {1}.", what, trouble);
    }
}
