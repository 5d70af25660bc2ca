using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Event;

/// <summary>A message that did not reach an actor that handles it. Published on the event stream, so that whoever knows its kind
/// can answer the sender.</summary>
public abstract class AllDeadLetters : IWrappedMessage
{
    private protected AllDeadLetters(object message, IActorRef sender, IActorRef recipient)
    {
        Message = message;
        Sender = sender;
        Recipient = recipient;
    }

    public object Message { get; }

    /// <summary>The system's dead letters when nobody sent it.</summary>
    public IActorRef Sender { get; }

    public IActorRef Recipient { get; }

    public override string ToString() => $"{GetType().Name} from {Sender} to {Recipient}: {Message}";
}

/// <summary>Its recipient had ended, ended before handling it, or had its mailbox full.</summary>
public sealed class DeadLetter(object message, IActorRef sender, IActorRef recipient)
    : AllDeadLetters(message, sender, recipient);

/// <summary>It was given up on its way, for a reason of the engine's; whether its recipient has it is said by the reason.</summary>
public sealed class Dropped(object message, string reason, IActorRef sender, IActorRef recipient)
    : AllDeadLetters(message, sender, recipient)
{
    public string Reason { get; } = reason;
}

/// <summary>A dead letter that is nobody's loss.</summary>
public sealed class SuppressedDeadLetter(IDeadLetterSuppression message, IActorRef sender, IActorRef recipient)
    : AllDeadLetters(message, sender, recipient);

/// <summary>Its recipient did not know it.</summary>
public sealed class UnhandledMessage(object message, IActorRef sender, IActorRef recipient)
    : AllDeadLetters(message, sender, recipient);

/// <summary>A message that is nobody's loss when it does not arrive.</summary>
public interface IDeadLetterSuppression;
