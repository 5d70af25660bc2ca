using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <summary>Publishes what it is told as a dead letter.</summary>
internal sealed class DeadLetterActorRef(ActorSystemImpl system, ActorPath path) : InternalActorRef
{
    public override ActorPath Path => path;

    internal override ActorSystemImpl SystemImpl => system;

    public override void Tell(object message, IActorRef? sender)
    {
        ThrowIfNull(message);
        var letter = message as AllDeadLetters ?? new DeadLetter(message, sender ?? this, this);
        if (letter.Message is AllDeadLetters)
            return; // A subscriber of dead letters could not take one: published again it would come back here, without end.
        if (letter.Message is IDeadLetterSuppression suppressed)
            letter = new SuppressedDeadLetter(suppressed, letter.Sender, letter.Recipient);
        system.EventStream.Publish(letter);
    }

    internal override void SendSystem(SystemMessage message) => message.ApplyToDead(this);
}
