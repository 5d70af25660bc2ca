using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Kernel.Actor;

/// <summary>An actor with one handler for all messages; what it does not know it passes to <see cref="ActorBase.Unhandled"/>.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "The surface is Akka.NET's.")]
public abstract class UntypedActor : ActorBase
{
    protected static new IUntypedActorContext Context => ActorCell.CurrentOrThrow;

    protected abstract void OnReceive(object message);

    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    protected void Become(UntypedReceive receive) => Context.Become(receive);

    protected void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);
}
