namespace XmppActors.Actors.Components.Instances.Resumption;

/// <summary>XEP-0198 as one component's stream knows it. Performs nothing.</summary>
/// <param name="id">Null: what it serves ends with its connection.</param>
/// <param name="resumeTimeout">How long it is waited for without a connection.</param>
/// <param name="begin">How many stanzas had been written when its count was <paramref name="acknowledged"/>.</param>
/// <param name="acknowledged">What the component has said last: its <c>h</c>.</param>
/// <param name="handled">What of its own stanzas is handled.</param>
internal sealed class InstanceManagement(
    InstanceResumptionId? id, TimeSpan resumeTimeout, long begin, uint acknowledged = 0, uint handled = 0)
{
    private long _counted; // Since the beginning.

    public InstanceResumptionId? Id { get; } = id;

    public TimeSpan ResumeTimeout { get; } = resumeTimeout;

    /// <summary>An <c>&lt;r/&gt;</c> waits for its answer.</summary>
    public bool IsAsked { get; set; }

    public HandledStanzas Read { get; } = new(handled);

    /// <summary>For each <c>&lt;r/&gt;</c> of the component that is not answered, what was read before it; null: none.</summary>
    public Queue<uint>? OwedAnswers { get; set; }

    /// <summary>What the component has said last: its <c>h</c>.</summary>
    public uint Acknowledged => unchecked(acknowledged + (uint)_counted);

    /// <summary>What it would say, had it handled all that was written so far.</summary>
    public uint SentAt(long writtenTotal) => unchecked(acknowledged + (uint)(writtenTotal - begin));

    /// <summary>Takes the component's <c>h</c>.</summary>
    /// <param name="writtenTotal">How many stanzas have been written.</param>
    /// <param name="acknowledgedTotal">How many of them it has handled.</param>
    /// <returns>False: more than it was sent (or less than it said before, which is the same modulo 2^32).</returns>
    public bool TryAcknowledge(uint count, long writtenTotal, out long acknowledgedTotal)
    {
        var news = unchecked(count - Acknowledged);
        acknowledgedTotal = begin + _counted;
        if (news > writtenTotal - acknowledgedTotal) return false;
        _counted += news;
        acknowledgedTotal += news;
        IsAsked = false;
        return true;
    }
}
