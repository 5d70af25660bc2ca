using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ShardingTests;

public sealed partial class ShardRegionTests
{
    [Fact]
    public void The_first_message_starts_an_entity_and_later_ones_reach_it()
    {
        using var scene = new Scene();

        scene.Tell(("romeo", 1), ("juliet", 2), ("romeo", 3));

        Assert.Equal(["romeo#1 1", "romeo#1 3"], scene.Of("romeo"));
        Assert.Equal(["juliet#1 2"], scene.Of("juliet"));
    }

    [Fact]
    public void An_entity_sees_the_sender_its_message_was_told_with()
    {
        using var scene = new Scene();
        var sender = Probe.In(scene.Stage.System);

        scene.Stage.Tell(scene.Region, new To("romeo", "who?"), sender.Ref);

        Assert.Equal(["romeo"], sender.Received);
    }

    [Fact]
    public void An_envelope_addresses_any_message()
    {
        using var scene = new Scene();

        scene.Stage.Tell(scene.Region, new ShardingEnvelope("romeo", 5));

        Assert.Equal(["romeo#1 5"], scene.Of("romeo"));
    }

    [Fact]
    public void An_entity_stands_below_its_shard_and_its_region()
    {
        using var scene = new Scene();
        var sender = Probe.In(scene.Stage.System);

        scene.Stage.Tell(scene.Region, new To("romeo@montague.example/x y", "path?"), sender.Ref);

        var path = Assert.IsType<string>(Assert.Single(sender.Received));
        Assert.Matches("^akka://stage/system/sharding/account/[0-9]+/romeo%40montague.example%2Fx%20y$", path);
        Assert.Equal("akka://stage/system/sharding/account", scene.Region.Path.ToString());
    }

    [Fact]
    public void What_is_for_no_entity_is_a_dead_letter()
    {
        using var scene = new Scene();

        scene.Stage.Tell(scene.Region, "for whom?");
        scene.Stage.Tell(scene.Region, new To("", 1));

        Assert.Equal([scene.Region, scene.Region], scene.Stage.DeadLetters.Received.Cast<DeadLetter>().Select(l => l.Recipient));
    }

    [Fact]
    public void An_extractor_that_throws_is_logged_and_the_message_is_a_dead_letter()
    {
        using var scene = new Scene();

        scene.Stage.Tell(scene.Region, new To("throw", 1));

        Assert.IsType<Error>(Assert.Single(scene.Stage.Log));
        Assert.IsType<DeadLetter>(Assert.Single(scene.Stage.DeadLetters.Received));
    }

    [Fact]
    public void A_props_factory_that_throws_fails_the_entity_and_not_the_teller()
    {
        using var scene = new Scene();

        scene.Tell(("unmakeable", 1));

        Assert.IsType<ActorInitializationException>(Assert.IsType<Error>(Assert.Single(scene.Stage.Log)).Cause);
        Assert.Equal(1, scene.Stage.DeadLetters.Received.Cast<DeadLetter>().Single().Message);
    }

    [Fact]
    public void A_passivating_entity_handles_what_came_before_and_its_next_incarnation_what_comes_after()
    {
        using var scene = new Scene();

        scene.Tell(("romeo", 1), ("romeo", "passivate"), ("romeo", 2));
        scene.Stage.Settle();
        scene.Tell(("romeo", 3));

        Assert.Equal(["romeo#1 1", "romeo#1 2", "romeo#1 stopping", "romeo#2 3"], scene.Of("romeo"));
        Assert.Empty(scene.Stage.DeadLetters.Received);
    }

    [Fact]
    public void What_comes_while_an_entity_takes_its_time_to_stop_waits_in_order()
    {
        using var scene = new Scene();
        var entity = scene.EntityOf("romeo");
        scene.Tell(("romeo", "linger"), ("romeo", "passivate"));

        scene.Tell(("romeo", 1), ("romeo", 2));
        scene.Stage.Tell(entity, "direct");
        scene.Tell(("romeo", 3));
        var whileStopping = scene.Of("romeo");
        scene.Stage.Tell(entity, "done");

        Assert.Equal(["romeo#1 stopping", "romeo#1 direct"], whileStopping);
        Assert.Equal(["romeo#2 1", "romeo#2 2", "romeo#2 3"], scene.Of("romeo")[2..]);
    }

    [Fact]
    public void Without_waiting_messages_no_next_incarnation_is_started()
    {
        using var scene = new Scene();

        scene.Tell(("romeo", "passivate"));

        Assert.Equal(["romeo#1 stopping"], scene.Of("romeo"));
        Assert.Equal(1, scene.Incarnations);
    }

    [Fact]
    public void Passivating_twice_stops_once()
    {
        using var scene = new Scene();

        var entity = scene.EntityOf("romeo");
        scene.Tell(("romeo", "passivate"));
        scene.Tell(("romeo", 1));
        scene.Stage.Tell(entity, "passivate");
        scene.Stage.Tell(entity, "done");

        Assert.Equal(["romeo#1 stopping", "romeo#2 1"], scene.Of("romeo"));
    }

    [Fact]
    public void The_messages_that_wait_are_bounded_and_the_rest_are_dead_letters()
    {
        using var scene = new Scene("akka.cluster.sharding.buffer-size = 2");
        var entity = scene.EntityOf("romeo");
        scene.Tell(("romeo", "linger"), ("romeo", "passivate"));

        scene.Tell(("romeo", 1), ("romeo", 2), ("romeo", 3));
        scene.Stage.Tell(entity, "done");

        Assert.Equal(3, scene.Stage.DeadLetters.Received.Cast<DeadLetter>().Single().Message);
        Assert.Equal(["romeo#2 1", "romeo#2 2"], scene.Of("romeo")[1..]);
    }

    [Fact]
    public void An_entity_that_stops_by_itself_is_started_again_by_the_next_message()
    {
        using var scene = new Scene();

        scene.Tell(("romeo", "stop"));
        scene.Tell(("romeo", 1));

        Assert.Equal(["romeo#2 1"], scene.Of("romeo"));
    }

    [Fact]
    public void What_comes_while_an_entity_is_ending_starts_the_next_incarnation()
    {
        using var scene = new Scene();
        scene.Tell(("romeo", "child"), ("romeo", "stop")); // Its child has to end before it has ended.

        scene.Region.Tell(new To("romeo", 1));
        scene.Stage.Settle();

        Assert.Equal(["romeo#2 1"], scene.Of("romeo"));
        Assert.Empty(scene.Stage.DeadLetters.Received);
    }

    [Fact]
    public void A_failing_entity_is_restarted_with_its_mailbox()
    {
        using var scene = new Scene();

        scene.Tell(("romeo", 1), ("romeo", "boom"), ("romeo", 2));

        Assert.Equal(["romeo#1 1", "romeo#2 2"], scene.Of("romeo"));
    }

    [Fact]
    public void An_idle_entity_is_passivated_and_a_busy_one_is_not()
    {
        using var scene = new Scene(settings => settings.WithPassivateIdleAfter(TimeSpan.FromSeconds(10)));
        scene.Tell(("idle", 1), ("busy", 1));

        for (var i = 0; i < 4; i++)
        {
            scene.Stage.Advance(TimeSpan.FromSeconds(4));
            scene.Tell(("busy", 2));
        }

        scene.Tell(("idle", 3), ("busy", 3));

        Assert.Equal(["idle#1 1", "idle#2 3"], scene.Of("idle"));
        Assert.All(scene.Of("busy"), entry => Assert.StartsWith("busy#1", entry, StringComparison.Ordinal));
    }

    [Fact]
    public void An_idle_entity_lives_at_least_as_long_as_it_is_given()
    {
        using var scene = new Scene(settings => settings.WithPassivateIdleAfter(TimeSpan.FromSeconds(10)));
        scene.Stage.Advance(TimeSpan.FromSeconds(4.9));
        scene.Tell(("romeo", 1));

        scene.Stage.Advance(TimeSpan.FromSeconds(9.9));
        scene.Tell(("romeo", 2));

        Assert.Equal(["romeo#1 1", "romeo#1 2"], scene.Of("romeo"));
    }

    [Fact]
    public void Without_a_setting_Akkas_two_minutes_apply()
    {
        using var stage = new Stage();

        Assert.Equal(TimeSpan.FromMinutes(2), ClusterShardingSettings.Create(stage.System).PassivateIdleEntityAfter);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("0s")]
    public void Passivation_for_idleness_can_be_switched_off(string value)
    {
        using var stage = new Stage($"akka.cluster.sharding.passivate-idle-entity-after = {value}");

        Assert.Equal(TimeSpan.Zero, ClusterShardingSettings.Create(stage.System).PassivateIdleEntityAfter);
    }

    [Fact]
    public async Task A_shutdown_lets_entities_finish_and_starts_no_more()
    {
        using var scene = new Scene();
        scene.Tell(("romeo", 0));
        scene.Region.Tell(new To("romeo", 1));

        await scene.Stage.PlayUntilAsync(scene.Stage.System.Terminate());
        scene.Region.Tell(new To("romeo", 2));

        Assert.Equal(["romeo#1 0", "romeo#1 1"], scene.Of("romeo"));
    }

    [Fact]
    public void A_region_is_started_once_per_type_and_found_by_its_name()
    {
        using var scene = new Scene();
        var sharding = ClusterSharding.Get(scene.Stage.System);

        Assert.Same(scene.Region, sharding.ShardRegion("account"));
        Assert.Throws<ArgumentException>(() => sharding.ShardRegion("unknown"));
    }

    [Fact]
    public void Own_names_of_shards_are_respected()
    {
        using var stage = new Stage();
        var paths = new List<string>();
        var region = ClusterSharding.Get(stage.System).Start(
            "named",
            Scripted.Props((_, context) => paths.Add(context.Self.Path.ToStringWithoutAddress())),
            ClusterShardingSettings.Create(stage.System),
            new ByFirstLetter());

        stage.Tell(region, "romeo");
        stage.Tell(region, "juliet");

        Assert.Equal(["/system/sharding/named/r/romeo", "/system/sharding/named/j/juliet"], paths);
    }

    [Fact]
    public void The_shard_of_an_entity_never_changes()
    {
        var extractor = HashCodeMessageExtractor.Create(256, message => (string)message);

        Assert.Equal(
            ["0", "92", "215", "164"],
            ((string[])["", "romeo@montague.example", "juliet@capulet.example", "é"]).Select(id => extractor.ShardId(id)));
    }

    [Fact]
    public void Ids_spread_over_the_shards()
    {
        var extractor = HashCodeMessageExtractor.Create(256, message => (string)message);

        var sizes = Enumerable.Range(0, 25_600).GroupBy(i => extractor.ShardId($"user{i}@capulet.example")).Select(g => g.Count());

        Assert.Equal(256, sizes.Count());
        Assert.All(sizes, size => Assert.InRange(size, 50, 160));
    }

    private sealed class ByFirstLetter() : HashCodeMessageExtractor(10)
    {
        public override string EntityId(object message) => (string)message;

        public override string ShardId(string entityId, object? messageHint = null) => entityId[..1];
    }
}
