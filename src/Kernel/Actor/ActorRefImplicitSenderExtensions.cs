namespace XmppActors.Kernel.Actor;

public static class ActorRefImplicitSenderExtensions
{
    /// <summary>Sends a message from the actor that is running on this thread, or from nobody.</summary>
    public static void Tell(this IActorRef receiver, object message) => receiver.Tell(message, ActorCell.Current);

    /// <summary>Passes a message on: its receiver sees the sender of the message that is being handled now.</summary>
    public static void Forward(this IActorRef receiver, object message) =>
        receiver.Tell(message, ActorCell.Current?.Sender);
}
