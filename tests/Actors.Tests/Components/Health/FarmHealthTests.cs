using XmppActors.Actors.Components;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Components.Health;

/// <summary>What a farm's entity makes of its instances' reports.</summary>
public class FarmHealthTests
{
    [Fact]
    public void A_report_that_changes_nothing_is_not_published()
    {
        using var scene = new FarmScene();
        var instance = scene.Join("i1");
        var version = scene.Snapshot.Version;

        for (var i = 0; i < 20; i++)
        {
            instance.Waits(0.1);
            scene.Advance(1);
        }

        Assert.Equal(version, scene.Snapshot.Version);
    }

    [Fact]
    public void Instances_that_are_well_are_told_that_there_are_others_and_so_are_those_left_alone()
    {
        using var scene = new FarmScene();
        var (first, second) = (scene.Join("i1"), scene.Join("i2"));
        Assert.True(first.Directive.HasOthers);
        Assert.True(second.Directive.HasOthers);

        second.Leaves();

        Assert.False(first.Directive.HasOthers);
    }

    [Fact]
    public void A_late_instance_keeps_half_and_a_suspect_one_is_told_to_let_others_have_it()
    {
        using var scene = new FarmScene();
        var (first, second) = (scene.Join("i1"), scene.Join("i2"));

        first.Waits(1);
        Assert.Equal((InstanceState.Degraded, 50), first.Share);

        first.Waits(2);
        Assert.Equal(InstanceState.Suspect, first.Seen.State);
        Assert.Equal((InstanceState.Suspect, true, null), (first.Directive.State, first.Directive.HasOthers, first.Directive.CloseBecause));
        Assert.Equal((InstanceState.Ready, false), (second.Directive.State, second.Directive.HasOthers));
        Assert.Equal(1, first.Status.Failovers);
    }

    [Fact]
    public void A_suspect_that_stays_so_is_closed_and_one_that_answers_comes_back_slowly()
    {
        using var scene = new FarmScene();
        var (first, second) = (scene.Join("i1"), scene.Join("i2"));
        first.Waits(2);
        second.Waits(2);

        first.IsCalm();
        for (var waited = 3; waited < 30; waited++)
        {
            scene.Advance(1);
            second.Waits(waited);
            Assert.Null(second.Directive.CloseBecause);
        }

        scene.Advance(1); // Even its stream says nothing more.

        Assert.Equal((InstanceState.Ready, 100), first.Share); // Alone when it came back.
        Assert.Equal((InstanceState.Down, 0), second.Share);
        Assert.Equal(StreamErrorCondition.ConnectionTimeout, second.Directive.CloseWith);
        Assert.NotNull(second.Directive.CloseBecause);
        second.Leaves();
        Assert.Single(scene.Snapshot.Instances);
    }

    [Fact]
    public void The_weight_of_one_that_comes_back_grows_with_time_alone()
    {
        using var scene = new FarmScene();
        var first = scene.Join("i1");
        scene.Join("i2");
        first.Waits(2);

        first.IsCalm();

        var weights = new List<int>();
        for (var i = 0; i < 22; i++)
        {
            weights.Add(first.Seen.Weight);
            scene.Advance(0.5);
        }

        Assert.Equal([10, 25, 50, 75, 100], weights.Distinct());
        Assert.Equal(100, weights[20]);
    }

    [Fact]
    public void Whose_link_was_lost_comes_back_slowly_under_whatever_name()
    {
        using var scene = new FarmScene();
        var first = scene.Join("i1");
        var other = scene.Join("i2", instance => instance with { RemoteAddress = "192.0.2.9:1" });
        Assert.Equal(100, other.Seen.Weight);

        first.Leaves();
        Assert.Equal(10, scene.Join("i3").Seen.Weight);
        Assert.Equal(100, scene.Join("i4").Seen.Weight); // Only one was lost.
    }

    [Fact]
    public void Whose_node_was_stopped_comes_back_at_once()
    {
        using var scene = new FarmScene();
        var first = scene.Join("i1");
        scene.Join("i2");

        scene.World.Region.Tell(new LeaveFarm(FarmScene.Domain, "i1") { IsShutdown = true }, first.Stream.Actor);
        scene.World.Run();

        Assert.Equal(100, scene.Join("i3").Seen.Weight);
    }

    [Fact]
    public void A_stream_on_a_node_that_says_nothing_is_suspect()
    {
        using var scene = new FarmScene();
        var first = scene.Join("i1");
        scene.Join("i2");

        first.Waits(0.2);
        scene.Advance(2.9);
        Assert.Equal(InstanceState.Ready, first.Seen.State);
        scene.Advance(0.2);

        Assert.Equal(InstanceState.Suspect, first.Seen.State);
    }

    [Fact]
    public void Errors_keep_stanzas_away_while_others_are_there_and_only_then()
    {
        using var scene = new FarmScene();
        var first = scene.Join("i1");
        var second = scene.Join("i2");

        first.Reports(new InstanceFacts(0, TimeSpan.Zero, 30, 30, 30));
        Assert.Equal((InstanceState.Degraded, 0), first.Share);
        Assert.False(second.Directive.HasOthers);

        second.Leaves();
        Assert.Equal((InstanceState.Degraded, 10), first.Share);
    }

    [Fact]
    public void A_warm_spare_is_promoted_at_once_and_goes_back_when_the_others_have_their_whole_weight()
    {
        using var scene = new FarmScene();
        var first = scene.Join("i1");
        var warm = scene.Join("w1", static instance => instance with { IsWarm = true });
        Assert.Equal((InstanceState.Ready, 0), warm.Share);
        Assert.True(warm.Status.IsSpare);
        Assert.False(first.Directive.HasOthers);

        first.Waits(2);
        Assert.Equal((InstanceState.Ready, 100), warm.Share);
        Assert.True(first.Directive.HasOthers);

        first.IsCalm();
        Assert.Equal((10, 100), (first.Seen.Weight, warm.Seen.Weight));
        scene.Advance(10);
        Assert.Equal((100, 0), (first.Seen.Weight, warm.Seen.Weight));
    }

    [Fact]
    public void Of_a_farm_that_wants_one_active_the_others_are_spares_and_who_comes_back_is_one()
    {
        using var scene = new FarmScene(new FarmSettings { Domain = FarmScene.Domain, Active = 1 });
        var (first, second, third) = (scene.Join("i1"), scene.Join("i2"), scene.Join("i3"));
        Assert.Equal([100, 0, 0], Weights());

        first.Waits(2);
        Assert.Equal(100, second.Seen.Weight);
        Assert.Equal(0, third.Seen.Weight);

        first.IsCalm();
        Assert.Equal([0, 100, 0], Weights());

        second.Leaves();
        Assert.Equal(100, scene.Snapshot.Instances.Max(static instance => instance.Weight));

        int[] Weights() => [first.Seen.Weight, second.Seen.Weight, third.Seen.Weight];
    }

    [Fact]
    public void An_entity_that_follows_another_sends_nobody_back_to_the_beginning()
    {
        using var scene = new FarmScene();
        var instances = new[] { scene.Join("i1"), scene.Join("i2"), scene.Join("i3") };
        instances[0].Waits(1);
        instances[1].Waits(2);
        instances[2].Waits(2);
        instances[2].IsCalm();
        var before = scene.Snapshot;

        scene.MoveEntity();
        Assert.True(scene.Snapshot.Version > before.Version);
        Assert.Equal(Shares(before), Shares(scene.Snapshot));

        foreach (var instance in instances) instance.Join();
        Assert.Equal(Shares(before), Shares(scene.Snapshot));
        Assert.Equal(InstanceState.Suspect, instances[1].Directive.State);
        scene.Advance(28);
        Assert.Equal(InstanceState.Down, instances[1].Seen.State); // Nobody says otherwise.

        static (string, InstanceState, int)[] Shares(FarmSnapshot snapshot) =>
            [.. snapshot.Instances.Select(static instance => (instance.Id, instance.State, instance.Weight))];
    }

    [Fact]
    public void The_history_tells_what_was_and_why()
    {
        using var scene = new FarmScene();
        var first = scene.Join("i1");
        first.Waits(2);
        first.IsCalm();
        first.Leaves();

        var status = scene.Show();

        Assert.Equal(
            [InstanceState.Ready, InstanceState.Suspect, InstanceState.Ready, null],
            status.Changes.Select(static change => change.State));
        Assert.Contains("2 s", status.Changes[1].Reason, StringComparison.Ordinal);
        Assert.Empty(status.Instances);
    }
}
