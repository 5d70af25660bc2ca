namespace XmppActors.Kernel.Actor;

/// <summary>References that mean no actor.</summary>
public static class ActorRefs
{
    /// <summary>The sender of a message that nobody sent; its receiver sees dead letters as <c>Sender</c>.</summary>
    public static readonly IActorRef? NoSender;

    /// <summary>The child that does not exist.</summary>
    public static readonly Nobody Nobody = Nobody.Instance;
}
