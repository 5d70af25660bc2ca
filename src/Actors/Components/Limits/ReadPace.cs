namespace XmppActors.Actors.Components.Limits;

/// <summary>Reads one instance's connection no faster than its farms allow: what was read counts as processed only when its time has come, so
/// that the read window holds the component back, and TCP the rest.</summary>
internal sealed class ReadPace
{
    /// <summary>What the window is made at least, so that a connection is not read stanza by stanza.</summary>
    private const int MinWindow = 1024;

    private const int TypicalStanzaBytes = 256;

    private long _due;
    private int _held;

    /// <summary>A stanza was read.</summary>
    /// <param name="now">Any clock's ticks, of 100 ns.</param>
    public void OnRead(int bytes, FarmLimits limits, long now)
    {
        if (limits.InstanceStanzas == 0 && limits.InstanceBytes == 0) return;
        var byStanzas = limits.InstanceStanzas == 0 ? 0 : 1.0 / limits.InstanceStanzas;
        var byBytes = limits.InstanceBytes == 0 ? 0 : (double)bytes / limits.InstanceBytes;
        _due = Math.Max(_due, now) + (long)(TimeSpan.TicksPerSecond * Math.Max(byStanzas, byBytes));
    }

    /// <summary>Bytes are processed: passed on, unless reading is ahead of its time.</summary>
    /// <returns>What the connection may be told now.</returns>
    public int Release(int bytes, long now)
    {
        _held += bytes;
        if (Remaining(now) is not null) return 0;
        (bytes, _held) = (_held, 0);
        return bytes;
    }

    /// <summary>How long what is held back has to wait; null: nothing has to.</summary>
    public TimeSpan? Remaining(long now) => _held > 0 && _due > now ? TimeSpan.FromTicks(_due - now) : null;

    /// <summary>The window that holds about a second's worth.</summary>
    public static int Window(int window, FarmLimits limits)
    {
        if (limits.InstanceBytes > 0) window = Math.Min(window, limits.InstanceBytes);
        if (limits.InstanceStanzas > 0) window = (int)Math.Min(window, (long)limits.InstanceStanzas * TypicalStanzaBytes);
        return Math.Max(window, MinWindow);
    }
}
