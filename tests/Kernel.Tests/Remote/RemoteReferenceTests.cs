using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.Remote;

public sealed class RemoteReferenceTests
{
    [Fact]
    public void References_to_one_actor_are_equal_however_they_came()
    {
        using var pair = new NodePair();
        var actor = pair.There.Probe();
        var byText = pair.Here.Import(actor.Ref);
        var heard = pair.Here.Watcher();

        pair.There.Import(heard.Ref).Tell(actor.Ref, actor.Ref);
        pair.Settle();

        var byWire = Assert.IsType<RemoteActorRef>(Assert.Single(heard.Heard));
        Assert.True(byText.Equals(byWire) && byText.Equals((object)byWire));
        Assert.Contains(byText, new HashSet<IActorRef> { byWire });
        Assert.Equal(5, new Dictionary<IActorRef, int> { [byWire] = 5 }[byText]);
        Assert.NotEqual(byText, pair.Here.Import(pair.There.Probe().Ref));
        Assert.NotEqual<IActorRef>(byText, actor.Ref);
    }

    [Fact]
    public void A_reference_that_comes_home_is_the_actor_itself()
    {
        using var pair = new NodePair();
        var mirror = pair.Here.Import(pair.There.Start((message, context) => context.Sender.Tell(message, context.Self)));
        var home = pair.Here.Watcher();

        mirror.Tell(home.Ref, home.Ref);
        pair.Settle();

        Assert.Same(home.Ref, Assert.Single(home.Heard));
    }

    [Fact]
    public void A_reference_that_comes_home_after_its_actor_has_ended_is_still_equal()
    {
        using var pair = new NodePair();
        var back = pair.There.Import(pair.Here.Probe().Ref);
        var mirror = pair.Here.Import(pair.There.Start((message, context) => context.Sender.Tell(message, context.Self)));
        var home = pair.Here.Watcher();
        var ended = pair.Here.Probe();
        mirror.Tell(ended.Ref, home.Ref);
        pair.Here.System.Stop(ended.Ref);
        pair.Settle();

        var returned = Assert.IsType<EndedActorRef>(Assert.Single(home.Heard));
        Assert.Equal(returned, ended.Ref);
        Assert.Equal(ended.Ref, returned);
        Assert.Contains(returned, new HashSet<IActorRef> { ended.Ref });
        Assert.NotEqual<IActorRef>(returned, home.Ref);
        Assert.NotNull(back);
    }

    [Fact]
    public void Nobody_and_dead_letters_cross_as_what_they_are()
    {
        using var pair = new NodePair();
        var receiver = pair.There.Probe();
        var target = pair.Here.Import(receiver.Ref);

        target.Tell(ActorRefs.Nobody, ActorRefs.NoSender);
        target.Tell(pair.Here.System.DeadLetters, ActorRefs.NoSender);
        pair.Settle();

        Assert.Equal([ActorRefs.Nobody, pair.There.System.DeadLetters], receiver.Received);
    }

    [Fact]
    public void Texts_mean_the_same_actor_on_each_node_and_none_means_none()
    {
        using var pair = new NodePair();
        var actor = pair.There.Probe("juliet");
        var text = Serialization.Serialization.SerializedActorPath(actor.Ref);

        Assert.Matches("^akka://pair@there:5000/user/juliet#[0-9]+$", text);
        Assert.Same(actor.Ref, pair.There.System.Provider.ResolveActorRef(text));
        Assert.Equal(text, Serialization.Serialization.SerializedActorPath(pair.Here.System.Provider.ResolveActorRef(text)));
        Assert.Equal("", Serialization.Serialization.SerializedActorPath(null));
        Assert.Same(pair.Here.System.DeadLetters, pair.Here.System.Provider.ResolveActorRef(""));
    }

    [Fact]
    public void Texts_are_found_on_a_system_that_is_alone()
    {
        using var stage = new Stage();
        var provider = ((ExtendedActorSystem)stage.System).Provider;
        var actor = Probe.In(stage.System, "romeo");
        stage.Settle();

        var text = Serialization.Serialization.SerializedActorPath(actor.Ref);

        Assert.Same(actor.Ref, provider.ResolveActorRef(text));
        Assert.Same(actor.Ref, provider.ResolveActorRef("akka://stage/user/romeo"));
        Assert.IsType<EndedActorRef>(provider.ResolveActorRef("akka://stage/user/romeo#999"));
        Assert.IsType<EndedActorRef>(provider.ResolveActorRef("akka://stage@elsewhere:1/user/romeo#1"));
    }

    [Fact]
    public void Only_actors_that_live_are_kept_for_others()
    {
        using var pair = new NodePair();
        var there = pair.Here.Import(pair.There.Probe().Ref);
        var before = pair.Here.System.LocalRefs.Count;
        for (var i = 0; i < 100; i++)
        {
            var sender = pair.Here.Probe();
            there.Tell(i, sender.Ref);
            pair.Here.System.Stop(sender.Ref);
            pair.Settle();
            there.Tell(i, sender.Ref);
        }

        Assert.Equal(before, pair.Here.System.LocalRefs.Count);
    }

    [Fact]
    public void Another_incarnation_of_a_name_is_another_actor()
    {
        using var pair = new NodePair();
        var first = pair.There.Probe("romeo");
        var firstHere = pair.Here.Import(first.Ref);
        pair.There.System.Stop(first.Ref);
        pair.Settle();
        var second = pair.There.Probe("romeo");

        firstHere.Tell("for the first", ActorRefs.NoSender);
        pair.Settle();

        Assert.NotEqual(firstHere, pair.Here.Import(second.Ref));
        Assert.Empty(second.Received);
    }

    [Fact]
    public void A_reference_of_an_earlier_incarnation_of_this_node_means_nobody_here()
    {
        using var pair = new NodePair();
        var actor = pair.Here.Probe("romeo");
        var earlier = $"akka://pair@here:5000/user/romeo#{actor.Ref.Path.Uid & uint.MaxValue}";

        var resolved = pair.Here.System.Provider.ResolveActorRef(earlier);

        Assert.NotEqual(actor.Ref, resolved);
    }
}
