namespace XmppActors.Kernel.Actor;

/// <summary>A message with its sender; no sender when nobody sent it.</summary>
internal readonly struct Envelope(object message, IActorRef? sender)
{
    internal readonly object Message = message;
    internal readonly IActorRef? Sender = sender;
}
