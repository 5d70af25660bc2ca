namespace XmppActors.Kernel.Actor;

/// <summary>What a system shows to extensions of the engine, serializers among them.</summary>
public abstract class ExtendedActorSystem : ActorSystem
{
    private protected ExtendedActorSystem()
    {
    }

    public abstract IActorRefProvider Provider { get; }
}
