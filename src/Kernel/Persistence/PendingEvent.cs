namespace XmppActors.Kernel.Persistence;

/// <summary>An event whose handler has not been called yet.</summary>
/// <param name="sequenceNr">Its number; when it was refused, the one that it would have got.</param>
/// <param name="refusal">Why it is not kept; <c>null</c>: it is, or will be.</param>
internal abstract class PendingEvent(long sequenceNr, Exception? refusal)
{
    internal long SequenceNr => sequenceNr;

    internal Exception? Refusal => refusal;

    internal abstract object Event { get; }

    internal abstract void CallHandler();
}

internal sealed class PendingEvent<TEvent>(long sequenceNr, TEvent @event, Action<TEvent> handler, Exception? refusal)
    : PendingEvent(sequenceNr, refusal)
{
    internal override object Event => @event!;

    internal override void CallHandler() => handler(@event);
}
