using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>Whether a node may act at this moment, for whoever asks with every message.</summary>
/// <remarks>
/// A precise clock can take longer to read than a message takes to deliver. So the system's coarse one is read, as long as the end is further
/// away than that one is ever wrong. Where time is virtual, only the node's own clock tells it.
/// </remarks>
internal sealed class ActingTime(IClusterNode node, bool isRealTime)
{
    /// <summary>The coarse clock steps with the timer of the operating system: 1 to 16 ms.</summary>
    private const long CautionMilliseconds = 40;

    private Known _known = new(Moment.Past, 0);

    /// <summary>A node whose own word is enough looks at no clock.</summary>
    internal bool IsNow
    {
        get
        {
            var until = node.ActsUntil;
            if (until == Moment.Future) return true;
            var known = Volatile.Read(ref _known);
            return (known.Until == until && Environment.TickCount64 < known.CoarseEnd) || Look(until);
        }
    }

    private bool Look(TimeSpan until)
    {
        var left = until - node.Now;
        if (isRealTime && left.TotalMilliseconds > CautionMilliseconds)
        {
            var end = Environment.TickCount64 + (long)left.TotalMilliseconds - CautionMilliseconds;
            Volatile.Write(ref _known, new Known(until, end));
        }

        return left > TimeSpan.Zero;
    }

    /// <param name="Until">What this was reckoned from.</param>
    /// <param name="CoarseEnd">By the coarse clock; a little before the true end.</param>
    private sealed record Known(TimeSpan Until, long CoarseEnd);
}
