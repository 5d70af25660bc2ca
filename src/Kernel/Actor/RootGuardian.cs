using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Actor;

/// <summary>Stands above the guardians: a failure that reaches it stops the system.</summary>
internal sealed class RootGuardian(ActorSystemImpl system, ActorPath path) : InternalActorRef
{
    private static readonly Props GuardianProps = Props.Create<GuardianActor>();

    public override ActorPath Path => path;

    internal override ActorSystemImpl SystemImpl => system;

    public override void Tell(object message, IActorRef? sender) => system.DeadLetters.Tell(message, sender);

    internal ActorCell Add(string name)
    {
        var guardian = new ActorCell(system, this, name, GuardianProps);
        guardian.PrepareSharedChildren();
        return guardian;
    }

    internal override void SendSystem(SystemMessage message)
    {
        switch (message)
        {
            case ChildFailed failed:
                var source = failed.Child.Path.ToString();
                system.EventStream.Publish(new Error(failed.Cause, source, typeof(GuardianActor), "A guardian failed: the system stops."));
                failed.Child.SendSystem(new TerminateActor());
                break;
            case WatchedEnded ended:
                system.GuardianEnded(ended.Ended);
                break;
            default:
                message.ApplyToDead(this);
                break;
        }
    }
}

/// <summary>The parent of the actors at the top.</summary>
internal sealed class GuardianActor : ActorBase
{
    protected override bool Receive(object message) => false;
}
