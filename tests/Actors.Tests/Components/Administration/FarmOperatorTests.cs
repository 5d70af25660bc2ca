using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Tests.Components.Health;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Components.Administration;

/// <summary>What operators say at run time: obeyed at once, and remembered when the entity moves.</summary>
public class FarmOperatorTests
{
    private const string Domain = FarmScene.Domain;

    [Fact]
    public void A_drained_instance_gets_nothing_new_and_is_closed_at_the_deadline()
    {
        using var scene = new FarmScene();
        var (first, second) = (scene.Join("i1"), scene.Join("i2"));

        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new DrainInstance(Domain, "i1", TimeSpan.FromSeconds(30))));
        Assert.Equal(InstanceState.Draining, first.Seen.State);
        Assert.Equal((InstanceState.Draining, null), (first.Directive.State, first.Directive.CloseBecause));
        Assert.Equal(InstanceState.Ready, second.Seen.State);

        scene.MoveEntity();
        first.Join();
        Assert.Equal(InstanceState.Draining, first.Seen.State);
        scene.Advance(29);
        Assert.Null(first.Directive.CloseBecause);
        scene.Advance(1);

        Assert.Equal(("drained", null), (first.Directive.CloseBecause, first.Directive.CloseWith));
        first.Leaves();
        Assert.Empty(scene.Show().Remembered); // An id's drain ends with its instance.
        Assert.Equal(100, scene.Join("i3").Seen.Weight); // It has not fallen.
    }

    [Fact]
    public void A_drain_is_taken_back()
    {
        using var scene = new FarmScene();
        var first = scene.Join("i1");
        scene.Change(new DrainInstance(Domain, "i1", TimeSpan.FromSeconds(30)));

        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new UndrainInstance(Domain, "i1")));

        Assert.Equal((InstanceState.Ready, 100), first.Share);
        scene.Advance(60);
        Assert.Null(first.Directive.CloseBecause);
        Assert.Equal(FarmChangeOutcome.NothingThere, scene.Change(new UndrainInstance(Domain, "i1")));
    }

    [Fact]
    public void A_drain_of_an_endpoint_waits_for_who_comes_from_there()
    {
        using var scene = new FarmScene();
        scene.Change(new DrainInstance(Domain, "endpoint:b.example:5347", TimeSpan.FromSeconds(30)));

        var dialled = scene.Join("i1", static instance => instance with { Endpoint = "b.example:5347" });
        var other = scene.Join("i2");

        Assert.Equal((InstanceState.Draining, InstanceState.Ready), (dialled.Seen.State, other.Seen.State));
    }

    [Fact]
    public void Weights_are_set_by_name_or_pattern_and_survive_the_entity()
    {
        using var scene = new FarmScene();
        var (first, second) = (scene.Join("i1"), scene.Join("i2", static instance => instance with { ConfiguredWeight = 40 }));
        Assert.Equal(40, second.Seen.Weight);

        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new SetWeight(Domain, "i*", 7)));
        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new SetWeight(Domain, "i1", 0)));
        Assert.Equal((0, 7), (first.Seen.Weight, second.Seen.Weight));

        scene.MoveEntity();
        Assert.Equal((0, 7), (first.Seen.Weight, second.Seen.Weight));
        Assert.Equal(9, scene.Join("j1", static instance => instance with { ConfiguredWeight = 9 }).Seen.Weight);

        second.Join();
        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new SetWeight(Domain, "i*", null)));
        Assert.Equal((0, 40), (first.Seen.Weight, second.Seen.Weight));
    }

    [Fact]
    public void What_cannot_be_done_is_refused_with_the_reason()
    {
        using var scene = new FarmScene(new FarmSettings { Domain = Domain });
        scene.Join("i1");

        Assert.Equal(FarmChangeOutcome.NoSuchInstance, scene.Change(new DrainInstance(Domain, "nobody", TimeSpan.Zero)));
        Assert.Equal(FarmChangeOutcome.BadValue, scene.Change(new DrainInstance(Domain, "i1", TimeSpan.FromDays(8))));
        Assert.Equal(FarmChangeOutcome.BadValue, scene.Change(new SetWeight(Domain, "i1", 1001)));
        Assert.Equal(FarmChangeOutcome.NothingThere, scene.Change(new SetWeight(Domain, "i1", null)));
        Assert.Equal(FarmChangeOutcome.NoSuchSecret, scene.Change(new RevokeSecret(Domain, "ab12", CloseLinks: false)));
        Assert.Equal(FarmChangeOutcome.Configured, scene.Change(new RemoveFarm(Domain)));
        Assert.Equal(FarmChangeOutcome.BadValue, scene.Change(new AddFarm(Domain, "no number")));
        Assert.Equal(FarmChangeOutcome.BadValue, scene.Change(new AddFarm("montague.example", "3")));
        Assert.Equal(FarmChangeOutcome.NothingThere, scene.Change(new RemoveFarm("unknown.example")));
        Assert.Equal(0, scene.Show().Epoch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_revoked_secret_opens_nothing_more_and_its_links_are_closed_if_that_is_wanted(bool closeLinks)
    {
        using var scene = new FarmScene();
        var stored = await scene.World.Storage.FarmSecrets.AddAsync(BareJid.Parse(Domain), "text", TestContext.Current.CancellationToken);
        var first = scene.Join("i1", instance => instance with { CredentialId = stored.Id });
        var other = scene.Join("i2");
        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new AddSecret(Domain, stored.Id)));

        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new RevokeSecret(Domain, stored.Id, closeLinks)));

        Assert.Empty(await scene.World.Storage.FarmSecrets.ListAsync(BareJid.Parse(Domain), TestContext.Current.CancellationToken));
        Assert.Equal(closeLinks ? InstanceState.Down : InstanceState.Ready, first.Seen.State);
        Assert.Equal(closeLinks ? StreamErrorCondition.NotAuthorized : null, first.Directive.CloseWith);
        Assert.Null(other.Directive.CloseBecause);
        var late = scene.Join("i3", instance => instance with { CredentialId = stored.Id }); // Its handshake was under way.
        Assert.Equal(StreamErrorCondition.NotAuthorized, late.Refusal?.Condition);

        scene.MoveEntity();
        first.Join();
        Assert.Null(first.Refusal);
    }

    [Fact]
    public void A_farm_is_made_given_other_settings_and_removed_at_run_time_on_all_nodes()
    {
        using var scene = new FarmScene();
        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new AddFarm(Domain, "1")));
        Assert.Equal("1", scene.Snapshot.Settings);
        Assert.Equal(1, scene.World.Directory.GetOrAdd(Domain).Settings.MaxInstances);
        var first = scene.Join("i1");
        Assert.Equal(StreamErrorCondition.ResourceConstraint, scene.Join("i2").Refusal?.Condition);
        Assert.Contains(scene.Show().Settings, static setting => setting is { Key: "max-instances", Value: "1", IsRuntime: true });
        Assert.Equal(["setting 1"], scene.Show().Remembered);

        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new AddFarm(Domain, "2")));
        scene.MoveEntity();
        first.Join();
        Assert.Null(scene.Join("i2").Refusal);

        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new RemoveFarm(Domain)));
        Assert.Equal(StreamErrorCondition.HostGone, first.Directive.CloseWith);
        Assert.False(scene.World.Directory.TryFind(Domain, out _));
        Assert.Equal(StreamErrorCondition.HostGone, scene.Join("i3").Refusal?.Condition);
        scene.World.Sends(Stanza.Create(
            StanzaKind.Message, StanzaType.Chat, FullJid.Parse("romeo@montague.example/orchard"), BareJid.Parse(Domain), "m1"));
        Assert.Contains("remote-server-not-found", string.Concat(scene.World.TakeFromAccounts().Single().Children()), StringComparison.Ordinal);
        Assert.False(scene.Show().Exists);
        Assert.Equal(FarmChangeOutcome.NothingThere, scene.Change(new RemoveFarm(Domain)));

        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new AddFarm(Domain, "3")));
        Assert.True(scene.World.Directory.TryFind(Domain, out _));
        Assert.Null(scene.Join("i4").Refusal);
    }

    [Fact]
    public void A_configured_farm_goes_back_to_its_configuration()
    {
        using var scene = new FarmScene(new FarmSettings { Domain = Domain, MaxInstances = 5 });
        var first = scene.Join("i1");
        scene.Change(new AddFarm(Domain, "1"));

        Assert.Equal(FarmChangeOutcome.Done, scene.Change(new RemoveFarm(Domain)));

        Assert.Equal(5, scene.World.Directory.GetOrAdd(Domain).Settings.MaxInstances);
        Assert.Equal(InstanceState.Ready, first.Seen.State);
        Assert.True(scene.Show().Exists);
    }

    [Fact]
    public void A_node_that_starts_learns_of_farms_that_were_made_at_run_time()
    {
        using var scene = new FarmScene();
        scene.Change(new AddFarm(Domain, "1"));
        scene.Change(new AddFarm("b.example", "1"));
        scene.Change(new RemoveFarm("b.example"));
        var directory = new FarmDirectory();

        var watcher = scene.World.ActorOf(Props.Create(() => new FarmWatcher(scene.World.Region, directory)));
        scene.World.Run();

        Assert.Equal(Domain, Assert.Single(directory.Views).Domain);
        var listener = scene.World.Listener();
        watcher.Tell(ListFarms.Instance, listener.Actor);
        scene.World.Run();
        Assert.Equal(
            new FarmSummary(Domain, scene.Snapshot.Version, IsRuntime: true, Instances: 0, Usable: 0),
            Assert.Single(listener.Heard.OfType<FarmsListed>().Single().Farms));
    }

    [Fact]
    public void After_many_changes_a_snapshot_of_the_memory_is_enough()
    {
        using var scene = new FarmScene();
        scene.Join("i1");
        for (var weight = 1; weight <= 205; weight++) scene.Change(new SetWeight(Domain, "i1", weight));

        scene.MoveEntity();

        Assert.Equal(205, scene.Snapshot.Instances.Single().Weight);
        Assert.Equal(205, scene.Show().Epoch);
    }

    [Fact]
    public void Status_tells_all_that_is_known_of_an_instance()
    {
        using var scene = new FarmScene();
        var first = scene.Join("i1", static instance => instance with { CredentialId = "ab12", Endpoint = "b.example:5347", ConfiguredWeight = 70 });
        first.Reports(new InstanceFacts(3, TimeSpan.FromMilliseconds(100), 7, 5, 1) { Replayed = 2 });

        var status = first.Status;

        Assert.Equal((70, 70, "ab12", "b.example:5347"), (status.ConfiguredWeight, status.Weight, status.CredentialId, status.Endpoint));
        Assert.Equal((3, 7L, 2L), (status.Facts.Outstanding, status.Facts.Acknowledged, status.Facts.Replayed));
        Assert.Equal(scene.World.Time.GetUtcNow(), status.StateSince);
    }
}
