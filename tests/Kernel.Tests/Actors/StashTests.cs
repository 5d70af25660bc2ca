using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed class StashTests
{
    [Fact]
    public void Stashed_messages_come_back_before_the_mailbox_in_their_order()
    {
        using var scene = new Scene();

        scene.Tell("1", "2", "open", "3", "4");

        Assert.Equal(["1", "2", "3", "4"], scene.Handled);
    }

    [Fact]
    public void Stashed_messages_keep_their_senders()
    {
        using var scene = new Scene();
        var sender = Probe.In(scene.Stage.System);
        scene.Actor.Tell("1", sender.Ref);
        scene.Actor.Tell("open");
        scene.Stage.Settle();

        Assert.Equal([sender.Ref], scene.Senders);
    }

    [Fact]
    public void The_oldest_alone_can_be_taken_back()
    {
        using var scene = new Scene();

        scene.Tell("1", "2", "one", "3");

        Assert.Equal(["1", "3"], scene.Handled);
    }

    [Fact]
    public void The_same_object_can_be_told_and_stashed_twice_but_a_message_only_once()
    {
        using var scene = new Scene();

        scene.Tell("1", "1", "twice", "open");

        Assert.Equal(["1", "1", "twice"], scene.Handled);
        Assert.IsType<IllegalActorStateException>(scene.Failure);
    }

    [Fact]
    public void A_full_stash_makes_the_actor_fail()
    {
        using var scene = new Scene(capacity: 2);

        scene.Tell("1", "2", "3");

        Assert.IsType<StashOverflowException>(Assert.IsType<Error>(Assert.Single(scene.Stage.Log)).Cause);
    }

    [Fact]
    public void What_is_stashed_when_an_actor_restarts_goes_back_to_its_mailbox()
    {
        using var scene = new Scene();

        scene.Tell("1", "2", "boom", "open", "3");

        Assert.Equal(["1", "2", "3"], scene.Handled);
    }

    [Fact]
    public void What_is_stashed_when_an_actor_ends_becomes_dead_letters_before_what_was_in_its_mailbox()
    {
        using var scene = new Scene();

        scene.Tell("1", "2", "stop", "3");

        Assert.Equal(["1", "2", "3"], scene.Stage.DeadLetters.Received.Cast<DeadLetter>().Select(letter => letter.Message));
    }

    [Fact]
    public void The_end_of_a_watched_actor_can_be_stashed()
    {
        using var scene = new Scene();
        var watched = Probe.In(scene.Stage.System);
        scene.Stage.Tell(scene.Actor, watched.Ref);
        scene.Stage.System.Stop(watched.Ref);
        scene.Stage.Settle();

        scene.Tell("open");

        Assert.Equal(["terminated"], scene.Handled);
    }

    private sealed class Scene : IDisposable
    {
        internal Scene(int capacity = -1)
        {
            Actor = Stage.System.ActorOf(Props.Create<Gate>(this).WithStashCapacity(capacity));
            Stage.Settle();
        }

        internal Stage Stage { get; } = new();

        internal IActorRef Actor { get; }

        internal List<string> Handled { get; } = [];

        internal List<IActorRef> Senders { get; } = [];

        internal Exception? Failure { get; set; }

        public void Dispose() => Stage.Dispose();

        internal void Tell(params string[] messages)
        {
            foreach (var message in messages) Actor.Tell(message);
            Stage.Settle();
        }
    }

    private sealed class Gate(Scene scene) : UntypedActor, IWithStash
    {
        private bool _open;

        public IStash Stash { get; set; } = null!;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case IActorRef watched:
                    Context.Watch(watched);
                    break;
                case "open":
                    _open = true;
                    Stash.UnstashAll();
                    break;
                case "one":
                    _open = true;
                    Stash.Unstash();
                    break;
                case "twice" when !_open:
                    Stash.Stash();
                    scene.Failure = Record.Exception(Stash.Stash);
                    break;
                case "boom":
                    throw new InvalidOperationException("boom");
                case "stop":
                    Context.Stop(Self);
                    break;
                default:
                    if (!_open)
                    {
                        Stash.Stash();
                        break;
                    }

                    scene.Handled.Add(message is Terminated ? "terminated" : (string)message);
                    scene.Senders.Add(Sender);
                    break;
            }
        }
    }
}
