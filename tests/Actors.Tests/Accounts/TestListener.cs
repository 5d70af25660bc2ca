namespace XmppActors.Actors.Tests.Accounts;

/// <summary>Keeps what an actor is told.</summary>
internal sealed class TestListener
{
    public IActorRef Actor { get; set; } = ActorRefs.Nobody;

    public List<object> Heard { get; } = [];

    internal sealed class ListenerActor(TestListener listener) : UntypedActor
    {
        protected override void OnReceive(object message) => listener.Heard.Add(message);
    }
}
