using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.ClusterShardingTests;

public sealed class ClusterShardingTests
{
    private static readonly ShardKey Shard = World.ShardOf("romeo");

    [Fact]
    public void A_message_reaches_its_entity_wherever_it_runs()
    {
        using var world = new World(nodes: 2);
        world.Give(Shard, 1);

        world[0].Tell("romeo", 1, 2);
        world[1].Tell("romeo", 3);
        world.Settle();

        Assert.Equal([("romeo", 1, 3), ("romeo", 1, 1), ("romeo", 1, 2)], world.Handled);
        Assert.Equal((0, 0), world[0].Shard(Shard).Outgoing);
    }

    [Fact]
    public void What_is_told_before_anybody_runs_the_shard_waits_for_its_first_owner()
    {
        using var world = new World(nodes: 2);

        world[0].Tell("romeo", 1);
        world[1].Tell("romeo", 2);
        world.Settle();
        Assert.Empty(world.Handled);
        world.Give(Shard, 1);

        Assert.Equal([2, 1], world.Of("romeo"));
    }

    [Fact]
    public void What_an_owner_refuses_that_has_not_started_yet_is_sent_again_in_order()
    {
        using var world = new World(nodes: 2);
        world.Own(Shard, 1);

        world[0].Tell("romeo", 1, 2, 3);
        world.Settle();
        Assert.Equal((3, 0), world[0].Shard(Shard).Outgoing);
        world.Start(Shard, 1);
        world[0].Tell("romeo", 4);
        world.Settle();
        Assert.Empty(world.Handled);
        world.Advance(TimeSpan.FromMilliseconds(10));

        Assert.Equal([1, 2, 3, 4], world.Of("romeo"));
    }

    [Fact]
    public void A_shard_that_moves_ends_its_entities_behind_what_they_were_told_and_the_rest_follows_to_the_next_owner()
    {
        using var world = new World(nodes: 3);
        world.Give(Shard, 0);

        world[0].Tell("romeo", 1);
        world[2].Tell("romeo", 2);
        world.Settle();
        world.Stop(Shard);
        world[0].Tell("romeo", 3);
        world[2].Tell("romeo", 4);
        world.Settle();
        Assert.Equal([Shard], world[0].Node.Stopped);
        Assert.Equal([1, 2, "stop"], world.Of("romeo"));
        world.Give(Shard, 1);

        Assert.Equal([("romeo", 1, 3), ("romeo", 1, 4)], world.Handled.Skip(3).Order());
    }

    [Fact]
    public void What_an_entity_tells_its_region_for_itself_while_it_stops_reaches_its_successor_in_order()
    {
        using var world = new World(nodes: 2);
        world.Give(Shard, 0);
        world[0].Behaviour = (id, message, context) =>
        {
            if (message is not "stop") return;
            world[0].Tell(id, "later 1", "later 2");
            context.Stop(context.Self);
        };

        world[0].Tell("romeo", 1);
        world.Settle();
        world.Move(Shard, 1);

        Assert.Equal(
            [("romeo", 0, 1), ("romeo", 0, "stop"), ("romeo", 1, "later 1"), ("romeo", 1, "later 2")], world.Handled);
    }

    [Fact]
    public void A_shard_that_comes_back_runs_again()
    {
        using var world = new World(nodes: 2);
        world.Give(Shard, 0);
        world[0].Tell("romeo", 1);
        world.Settle();

        world.Move(Shard, 1);
        world[0].Tell("romeo", 2);
        world.Settle();
        world.Move(Shard, 0);
        world[0].Tell("romeo", 3);
        world.Settle();

        Assert.Equal([("romeo", 0, 1), ("romeo", 1, 2), ("romeo", 0, 3)], world.Handled.Where(handled => handled.Message is int));
    }

    [Fact]
    public void What_waits_for_a_passivating_entity_is_handled_before_its_shard_moves()
    {
        using var world = new World(nodes: 2);
        world.Give(Shard, 1);
        world[1].Behaviour = (_, message, context) =>
        {
            if (message is 1) context.Parent.Tell(new Passivate("bye"));
            if (message is "go" or "stop") context.Stop(context.Self);
        };
        world[0].Tell("romeo", 1);
        world.Settle();
        world[0].Tell("romeo", 2, 3);
        world.Settle();
        Assert.Equal([1, "bye"], world.Of("romeo"));

        world.Stop(Shard);
        world[0].Tell("romeo", 4);
        world.Settle();
        Assert.Empty(world[1].Node.Stopped);
        Child(world[1].Shard(Shard), "romeo").Tell("go");
        world.Settle();
        world.Give(Shard, 0);

        Assert.Equal([1, "bye", "go", 2, 3, "stop", 4], world.Of("romeo"));
        Assert.Equal([Shard], world[1].Node.Stopped);
    }

    [Fact]
    public void Entities_that_do_not_end_in_time_are_stopped()
    {
        using var world = new World(nodes: 2, "akka.cluster.sharding.handoff-timeout = 3s");
        world.Give(Shard, 0);
        world[0].Behaviour = (_, _, _) => { };
        world[0].Tell("romeo", 1);
        world.Settle();

        world.Stop(Shard);
        world.Settle();
        world.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Empty(world[0].Node.Stopped);
        world.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal([Shard], world[0].Node.Stopped);
        Assert.IsType<Warning>(Assert.Single(world[0].Stage.Log));
    }

    [Fact]
    public void Beyond_the_bound_a_message_is_a_dead_letter_with_its_sender()
    {
        using var world = new World(nodes: 1, "akka.cluster.sharding.shard-buffer-size = 2");
        var sender = Support.Probe.In(world[0].Stage.System);

        foreach (var number in (int[])[1, 2, 3]) world[0].Region.Tell(new To("romeo", number), sender.Ref);
        world.Settle();
        var letter = Assert.IsType<DeadLetter>(Assert.Single(world[0].Stage.DeadLetters.Received));
        world.Give(Shard, 0);

        Assert.Equal((3, sender.Ref), (letter.Message, letter.Sender));
        Assert.Equal([1, 2], world.Of("romeo"));
    }

    [Fact]
    public void What_an_owner_that_is_gone_has_not_answered_is_in_doubt_and_the_rest_goes_to_the_next()
    {
        using var world = new World(nodes: 3, bound: 1);
        world.Own(Shard, 1);
        world[0].Tell("romeo", 1, 2); // The second finds no room in the mesh.
        Assert.Equal((1, 1), world[0].Shard(Shard).Outgoing);

        world.Lose(1);
        world.Give(Shard, 2);

        var dropped = Assert.IsType<Dropped>(Assert.Single(world[0].Dropped.Received));
        Assert.Equal((1, world[0].Region), (dropped.Message, dropped.Recipient));
        Assert.Equal([("romeo", 2, 2)], world.Handled);
    }

    [Fact]
    public void What_a_lost_owner_had_refused_is_not_in_doubt()
    {
        using var world = new World(nodes: 3);
        world.Own(Shard, 1);
        world[0].Tell("romeo", 1, 2);
        world.Settle();

        world.Lose(1);
        world.Give(Shard, 2);

        Assert.Empty(world[0].Dropped.Received);
        Assert.Equal([1, 2], world.Of("romeo"));
    }

    [Fact]
    public void An_aborted_shard_handles_nothing_more()
    {
        using var world = new World(nodes: 2);
        world.Give(Shard, 0);
        world[0].Tell("romeo", 1);
        world.Settle();
        world[0].Tell("romeo", 2);

        world[0].Node.Listener.OnAbortShard(Shard);
        world[0].Tell("romeo", 3);
        world.Settle();
        world.Give(Shard, 1);

        Assert.Equal([("romeo", 0, 1), ("romeo", 1, 3)], world.Handled);
        Assert.Equal([2], world[0].Stage.DeadLetters.Received.Cast<DeadLetter>().Select(letter => letter.Message));
        Assert.Empty(world[0].Node.Stopped);
    }

    [Fact]
    public void An_aborted_shard_may_be_started_again_before_its_entities_have_ended()
    {
        using var world = new World(nodes: 1);
        world.Give(Shard, 0);
        world[0].Tell("romeo", 1);
        world.Settle();

        world[0].Node.Listener.OnAbortShard(Shard);
        world.Start(Shard, 0);
        world[0].Tell("romeo", 2);
        world.Settle();

        Assert.Equal([1, 2], world.Of("romeo"));
    }

    [Fact]
    public void A_fenced_node_delivers_nothing_more()
    {
        using var world = new World(nodes: 2);
        var other = World.ShardOf("juliet");
        world.Give(Shard, 0);
        world.Own(other, 1);
        world[0].Tell("romeo", 1);
        world.Settle();
        world[0].Tell("romeo", 2);
        world[0].Tell("juliet", 3);

        world[0].Node.Listener.OnFenced("test");
        world[0].Tell("romeo", 4);
        world.Settle();

        Assert.Equal([1], world.Of("romeo"));
        Assert.Equal([2, 4], world[0].Stage.DeadLetters.Received.OfType<DeadLetter>().Select(letter => letter.Message).Order());
        Assert.Equal(3, Assert.IsType<Dropped>(Assert.Single(world[0].Dropped.Received)).Message);
    }

    [Fact]
    public void A_node_whose_time_is_over_holds_messages_until_it_may_act_again()
    {
        using var world = new World(nodes: 2);
        world.Give(Shard, 0);
        world[0].Node.ActsUntil = world[0].Node.Now;

        world[0].Tell("romeo", 1);
        world[1].Tell("romeo", 2);
        world.Settle();
        Assert.Empty(world.Handled);
        world[0].Node.ActsUntil = Moment.Future;
        world[0].Tell("romeo", 3);
        world.Advance(TimeSpan.FromMilliseconds(20));

        Assert.Equal([1, 3], world.Of("romeo").Where(message => message is not 2));
        Assert.Contains(2, world.Of("romeo"));
    }

    [Fact]
    public void A_full_mesh_is_gone_on_with_when_there_is_room_again()
    {
        using var world = new World(nodes: 2, bound: 40);
        world.Give(Shard, 1);

        world[0].Tell("romeo", [.. Enumerable.Range(0, 100).Cast<object>()]);
        Assert.True(world[0].Shard(Shard).Outgoing.Held > 0);
        world.Settle();

        Assert.Equal(Enumerable.Range(0, 100).Cast<object>(), world.Of("romeo"));
    }

    [Fact]
    public void What_cannot_be_made_bytes_of_or_read_is_a_dead_letter_of_its_sender()
    {
        using var world = new World(nodes: 2);
        world.Give(Shard, 1);
        var (unknown, riddle) = (new object(), new Riddle());

        world[0].Tell("romeo", 1, unknown, riddle, 2);
        world.Settle();

        Assert.Equal([unknown, riddle], world[0].Stage.DeadLetters.Received.Cast<DeadLetter>().Select(letter => letter.Message));
        Assert.Equal([1, 2], world.Of("romeo"));
    }

    [Fact]
    public void An_operator_sees_what_runs_here_and_what_waits()
    {
        using var world = new World(nodes: 2);
        world.Give(Shard, 0);
        world[0].Tell("romeo", 1);
        world[1].Tell("juliet", 2, 3);
        world.Settle();

        var here = Assert.Single(ShardingReport.Of(world[0].Stage.System).Regions);
        var there = Assert.Single(ShardingReport.Of(world[1].Stage.System).Regions);

        Assert.Equal((World.Type, 1), (here.Type, here.Entities));
        Assert.Equal([new ShardReport($"{Shard.Shard}", true, 1, 0, 0)], here.Shards);
        Assert.Equal([new ShardReport($"{World.ShardOf("juliet").Shard}", false, 0, 2, 0)], there.Shards);
    }

    private static IActorRef Child(ClusteredShard shard, string id) => shard.Local!.Find(id)!;

    [Fact]
    public void What_waits_in_a_mailbox_when_the_nodes_time_ends_is_not_handled()
    {
        using var world = new World(nodes: 2);
        world.Give(Shard, 0);
        world[0].Tell("romeo", 1);
        world.Settle();

        world[0].Tell("romeo", 2, 3); // In the mailbox: the process is frozen now, and wakes up too late.
        world[0].Node.ActsUntil = Moment.Past;
        world.Settle();

        Assert.Equal([1], world.Of("romeo"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_entity_that_cannot_be_made_harms_nobody_else(int owner)
    {
        using var world = new World(nodes: 2);
        var shard = World.ShardOf("cursed");
        world[0].Tell("cursed", 1);
        world.Give(shard, owner);

        world[0].Tell("cursed", 2);
        world.Settle();

        Assert.Equal((0, 0), world[0].Shard(shard).Outgoing);
    }
}
