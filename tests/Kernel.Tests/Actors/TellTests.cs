using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.ActorTests;

public sealed class TellTests
{
    private sealed class Echo : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    [Fact]
    public async Task An_actor_answers_who_asked_it()
    {
        using var system = ActorSystem.Create("test");
        var echo = system.ActorOf<Echo>("echo");

        var answer = await echo.Ask<string>("hello", TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal("hello", answer);
        Assert.Equal("akka://test/user/echo", echo.Path.ToString());
        await system.Terminate();
    }
}
