namespace XmppActors.Kernel.Actor;

internal sealed partial class ActorCell
{
    /// <summary>The message that is being handled.</summary>
    internal Envelope? CurrentEnvelope => _message is null ? null : new Envelope(_message, _sender);

    /// <summary>Makes this the next message to be handled; only in a turn.</summary>
    internal void PutInFront(Envelope envelope)
    {
        (Extras.Front ??= new EnvelopeDeque()).AddFirst(envelope);
        if (envelope.Message is Terminated terminated) (_extras!.TerminatedQueued ??= [])[terminated.ActorRef] = null;
    }
}
