namespace XmppActors.Kernel.Actor;

/// <summary>Makes its receiver fail with <see cref="ActorKilledException"/>; its supervisor decides the rest (to stop it, unless told otherwise).</summary>
public sealed class Kill : IAutoReceivedMessage
{
    private Kill()
    {
    }

    public static Kill Instance { get; } = new();

    public override string ToString() => "<Kill>";
}
