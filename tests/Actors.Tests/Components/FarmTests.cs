using XmppActors.Actors.Components;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components;

/// <summary>A farm's entity that ends, and those that follow it.</summary>
public class FarmTests
{
    private const string Echo = "echo.example";

    [Fact]
    public void A_successor_goes_on_from_what_the_nodes_know_whatever_its_clock_says()
    {
        using var world = new FarmWorld();
        world.ConnectServing();
        world.ConnectServing();
        var former = world.Snapshot;
        var entity = Entity(world);

        entity.Tell(PoisonPill.Instance);
        world.Run();

        Assert.NotEqual(entity, Entity(world));
        Assert.True(world.Snapshot.Version > former.Version);
        Assert.Equal(Ids(former), Ids(world.Snapshot));
    }

    [Fact]
    public void A_node_that_knows_nothing_yet_is_told_by_a_successor_what_others_know()
    {
        using var world = new FarmWorld();
        var (instance, other) = (world.Listener(), world.Listener());
        var known = new FarmSnapshot("b.example", 7, [new FarmInstance("x", instance.Actor, "", default)]);
        var empty = FarmSnapshot.Empty("b.example");

        world.Region.Tell(new SubscribeToFarm("b.example", other.Actor, empty));
        world.Region.Tell(new SubscribeToFarm("b.example", world.Listener().Actor, known));
        world.Region.Tell(new SubscribeToFarm("b.example", world.Listener().Actor, known with { Version = 3, Instances = [] }));
        world.Run();

        var told = other.Heard.OfType<FarmSnapshot>().ToList();
        Assert.Empty(told[0].Instances);
        Assert.Equal(["x"], Ids(told[^1]));
        Assert.True(told[^1].Version > 7);
    }

    [Fact]
    public void An_instance_that_a_successor_is_told_of_and_that_is_gone_leaves()
    {
        using var world = new FarmWorld();
        var gone = world.Listener().Actor;
        gone.Tell(PoisonPill.Instance);
        world.Run();
        var listener = world.Listener();

        world.Region.Tell(new SubscribeToFarm(
            "b.example", listener.Actor, new FarmSnapshot("b.example", 7, [new FarmInstance("x", gone, "", default)])));
        world.Run();

        Assert.Empty(listener.Heard.OfType<FarmSnapshot>().Last().Instances);
    }

    [Fact]
    public void An_instance_whose_stream_has_ended_gets_nothing_though_the_entity_has_not_said_so()
    {
        using var world = new FarmWorld();
        var stream = world.Listener().Actor;
        var entity = world.Listener().Actor;
        var told = world.Snapshot with { Version = long.MaxValue, Instances = [new FarmInstance("x", stream, "", default)] };
        world.Watcher.Tell(told, entity);
        world.Run();
        Assert.Single(world.Snapshot.Instances);

        stream.Tell(PoisonPill.Instance);
        world.Run();

        Assert.Empty(world.Snapshot.Instances);
    }

    [Fact]
    public void A_question_that_was_lost_is_asked_again()
    {
        using var world = new FarmWorld();
        var farms = world.Listener();
        var watcher = world.ActorOf(Props.Create(() => new FarmWatcher(farms.Actor, world.Directory)));
        watcher.Tell(new WatchFarm(Echo));
        watcher.Tell(new WatchFarm(Echo));
        world.Run();
        Assert.Single(farms.Heard.OfType<SubscribeToFarm>());

        world.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, farms.Heard.OfType<SubscribeToFarm>().Count());
    }

    [Fact] // RFC 6120 §8.2.3
    public void An_answer_finds_the_instance_that_asked_from_wherever_the_request_has_come_to()
    {
        using var world = new FarmWorld();
        var (first, second) = (world.Listener(), world.Listener()); // On another node.
        world.Watcher.Tell(world.Snapshot with
        {
            Version = long.MaxValue,
            Instances = [new FarmInstance("1", first.Actor, "", default), new FarmInstance("2", second.Actor, "", default)],
        });
        world.Run();
        var (bot, romeo) = (BareJid.Parse("bot@echo.example"), FullJid.Parse("romeo@montague.example/orchard"));

        foreach (var asker in new[] { first, second })
        {
            world.Router.ExpectAnswer(Stanza.Create(StanzaKind.Iq, StanzaType.Get, bot, romeo, "q"), asker.Actor);
            world.Sends(Stanza.Create(StanzaKind.Iq, StanzaType.Result, romeo, bot, "q"));
            world.Counters.Delivered();
            Assert.Single(asker.Heard.OfType<Stanza>());
        }
    }

    [Fact]
    public void A_stream_that_comes_with_an_instance_s_name_has_it_and_the_former_s_leaving_changes_nothing()
    {
        using var world = new FarmWorld();
        var (former, later) = (world.Listener(), world.Listener());
        world.Region.Tell(Join("one", former), former.Actor);

        world.Region.Tell(Join("one", later), later.Actor);
        world.Run();
        world.Region.Tell(new LeaveFarm(Echo, "one"), former.Actor);
        world.Directory.GetOrAdd(Echo).Lose("one", former.Actor);
        world.Run();

        Assert.Equal(new InstanceReplaced(Echo, "one"), former.Heard[^1]);
        Assert.Equal(later.Actor, world.Snapshot.Instances.Single().Stream);
    }

    private static JoinFarm Join(string id, TestListener stream) =>
        new(Echo, new FarmInstance(id, stream.Actor, "", default), FarmSnapshot.Empty(Echo));

    private static IActorRef Entity(FarmWorld world)
    {
        var listener = world.Listener();
        world.Region.Tell(Join("asker", listener), listener.Actor);
        world.Run();
        world.Region.Tell(new LeaveFarm(Echo, "asker"), listener.Actor);
        world.Run();
        return listener.Heard.OfType<FarmJoined>().Single().Entity;
    }

    private static IEnumerable<string> Ids(FarmSnapshot snapshot) => snapshot.Instances.Select(instance => instance.Id).Order();
}
