using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Kernel.Remote;

public sealed class RemoteDeathWatchTests
{
    [Fact]
    public void A_watcher_is_told_once_when_an_actor_elsewhere_ends()
    {
        using var scene = new Scene();
        scene.Watch();
        scene.Watch();

        scene.End();

        var terminated = Assert.IsType<Terminated>(Assert.Single(scene.Heard));
        Assert.Equal((scene.Remote, true, false), (terminated.ActorRef, terminated.ExistenceConfirmed, terminated.AddressTerminated));
        Assert.Equal(0, scene.Watches);
    }

    [Fact]
    public void What_the_ended_actor_told_comes_before_its_end()
    {
        using var scene = new Scene();
        var target = scene.Pair.There.Import(scene.Watcher.Ref);
        var subject = scene.Pair.There.Start((_, context) =>
        {
            for (var i = 0; i < 100; i++) target.Tell(i, context.Self);
            context.Stop(context.Self);
        });
        scene.Watch(scene.Pair.Here.Import(subject));

        subject.Tell("go", ActorRefs.NoSender);
        scene.Pair.Settle();

        Assert.Equal(Enumerable.Range(0, 100).Cast<object>(), scene.Heard.Take(100));
        Assert.IsType<Terminated>(scene.Heard[100]);
    }

    [Fact]
    public void Watching_what_has_ended_tells_at_once()
    {
        using var scene = new Scene();
        scene.End();

        scene.Watch();

        var terminated = Assert.IsType<Terminated>(Assert.Single(scene.Heard));
        Assert.Equal((scene.Remote, false), (terminated.ActorRef, terminated.ExistenceConfirmed));
        Assert.Equal(scene.Subject.Path, terminated.ActorRef.Path);
        Assert.Equal(0, scene.Watches);
    }

    [Fact]
    public void No_frame_of_any_kind_comes_behind_the_end_of_a_node()
    {
        using var scene = new Scene();
        var (here, there) = (scene.Pair.Here, scene.Pair.There.Self);
        var frames = new Frames();
        var handler = here.Remote.UntilGivenUp(frames);

        handler.OnFrame(there, [1]);
        here.Forget();
        handler.OnFrame(there, [2]); // The mesh had read it already.

        Assert.Equal([1], frames.Seen);
    }

    [Fact]
    public void After_unwatch_no_end_is_told()
    {
        using var scene = new Scene();
        scene.Watch();
        scene.Pair.Here.Do(scene.Watcher, context => context.Unwatch(scene.Remote));

        scene.End();

        Assert.Empty(scene.Heard);
        Assert.Equal(0, scene.Watches);
    }

    [Fact]
    public void A_watcher_that_ends_watches_no_more()
    {
        using var scene = new Scene();
        scene.Watch();

        scene.Pair.Here.System.Stop(scene.Watcher.Ref);
        scene.Pair.Settle();

        Assert.Equal(0, scene.Watches);
    }

    [Fact]
    public void A_message_of_choice_replaces_the_end()
    {
        using var scene = new Scene();
        scene.Pair.Here.Do(scene.Watcher, context => context.WatchWith(scene.Remote, "gone"));

        scene.End();

        Assert.Equal(["gone"], scene.Heard);
    }

    [Fact]
    public void When_a_node_is_given_up_each_watcher_of_its_actors_is_told()
    {
        using var scene = new Scene();
        var other = scene.Pair.There.Probe();
        scene.Watch();
        scene.Watch(scene.Pair.Here.Import(other.Ref));
        var watching = scene.Pair.There.Watcher();
        var home = scene.Pair.Here.Probe();
        scene.Pair.There.Do(watching, context => context.Watch(scene.Pair.There.Import(home.Ref)));

        scene.Pair.Here.Forget();

        Assert.Equal(2, scene.Heard.Count);
        Assert.All(scene.Heard.Cast<Terminated>(), terminated => Assert.True(
            terminated is { AddressTerminated: true, ExistenceConfirmed: false }));
        Assert.Equal(0, scene.Pair.Here.Remote.NodeOf(scene.Pair.There.Self).WatchCount);
    }

    [Fact]
    public void Watching_an_actor_of_a_node_that_was_given_up_tells_at_once()
    {
        using var scene = new Scene();
        scene.Pair.Here.Forget();

        scene.Watch();

        Assert.True(Assert.IsType<Terminated>(Assert.Single(scene.Heard)).AddressTerminated);
    }

    [Fact]
    public void Watching_an_actor_of_a_node_that_never_comes_tells_in_the_end()
    {
        using var scene = new Scene(meet: false);
        scene.Watch();
        Assert.Empty(scene.Heard);

        scene.Pair.Advance(RemoteNode.LongestUnknown);

        Assert.True(Assert.IsType<Terminated>(Assert.Single(scene.Heard)).AddressTerminated);
    }

    [Fact]
    public void A_watch_that_the_mesh_has_no_room_for_waits_for_room()
    {
        using var scene = new Scene(bound: 100);
        scene.Pair.Network.Cut(scene.Pair.Here.Self, scene.Pair.There.Self);
        scene.Remote.Tell(new byte[200], ActorRefs.NoSender);
        scene.Watch();
        scene.Pair.Network.Heal();
        scene.Pair.Settle();

        scene.End();

        Assert.IsType<Terminated>(Assert.Single(scene.Heard));
    }

    [Fact]
    public void An_end_that_the_mesh_has_no_room_for_waits_for_room()
    {
        using var scene = new Scene(bound: 100);
        scene.Watch();
        scene.Pair.Network.Cut(scene.Pair.Here.Self, scene.Pair.There.Self);
        scene.Pair.There.Import(scene.Watcher.Ref).Tell(new byte[200], ActorRefs.NoSender);
        scene.End();
        Assert.Empty(scene.Heard);

        scene.Pair.Network.Heal();
        scene.Pair.Settle();

        Assert.Equal([typeof(byte[]), typeof(Terminated)], scene.Heard.Select(heard => heard.GetType()));
    }

    [Fact]
    public void Whoever_is_at_a_place_can_be_watched_by_it()
    {
        using var scene = new Scene();
        var byPath = scene.Pair.Here.System.Provider.ResolveActorRef(scene.Subject.Path.ToString());
        var empty = scene.Pair.Here.System.Provider.ResolveActorRef("akka://pair@there:5000/user/nobody-here");
        scene.Watch(byPath);
        scene.Watch(empty);
        Assert.Equal(empty, Assert.IsType<Terminated>(Assert.Single(scene.Heard)).ActorRef);

        scene.End();

        Assert.Equal([empty, byPath], scene.Heard.Cast<Terminated>().Select(terminated => terminated.ActorRef));
        Assert.Equal(0, scene.Watches);
    }

    [Fact]
    public void The_answer_of_an_ask_can_be_watched_across()
    {
        using var pair = new NodePair();
        var watcher = pair.There.Watcher();
        var asked = pair.There.Start((_, context) =>
        {
            var asker = context.Sender;
            watcher.Ref.Tell((Action<IActorContext>)(inner => inner.Watch(asker)), null);
        });

        var answer = pair.Here.Import(asked).Ask<string>("?", TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        pair.Settle();
        Assert.Empty(watcher.Heard);
        pair.Advance(TimeSpan.FromSeconds(2));

        Assert.IsType<Terminated>(Assert.Single(watcher.Heard));
        Assert.IsType<AskTimeoutException>(answer.Exception!.InnerException);
    }

    private sealed class Scene : IDisposable
    {
        internal Scene(long bound = 32 * 1024 * 1024, bool meet = true)
        {
            Pair = new NodePair(bound, meet);
            Subject = Pair.There.Probe("subject").Ref;
            Remote = Pair.Here.Import(Subject);
            Watcher = Pair.Here.Watcher();
        }

        internal NodePair Pair { get; }

        internal IActorRef Subject { get; }

        internal IActorRef Remote { get; }

        internal Watcher Watcher { get; }

        internal List<object> Heard => Watcher.Heard;

        internal int Watches => Pair.Here.Remote.NodeOf(Pair.There.Self).WatchCount + Pair.There.Remote.NodeOf(Pair.Here.Self).WatchCount;

        public void Dispose() => Pair.Dispose();

        internal void Watch(IActorRef? subject = null) => Pair.Here.Do(Watcher, context => context.Watch(subject ?? Remote));

        internal void End()
        {
            Pair.There.System.Stop(Subject);
            Pair.Settle();
        }
    }

    private sealed class Frames : IFrameHandler
    {
        internal List<int> Seen { get; } = [];

        public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> content) => Seen.Add(content[0]);
    }
}
