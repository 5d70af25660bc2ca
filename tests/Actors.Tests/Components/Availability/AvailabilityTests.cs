using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Availability;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components.Availability;

/// <summary>The entity that shows a farm: what it tells, when, and what survives its end.</summary>
public class AvailabilityTests
{
    private const string Echo = "echo.example";

    private static readonly BareJid Romeo = BareJid.Parse("romeo@montague.example");

    [Fact]
    public void Only_changes_are_told()
    {
        using var world = new FarmWorld();
        var (region, farm) = Start(world);
        farm.Tell(region, world, 1, ("a", InstanceState.Ready));
        Subscribe(world, region);
        Assert.Equal(["Subscribed", "None 1 of 1 instance ready"], Told(world));

        farm.Tell(region, world, 2, ("a", InstanceState.Ready));
        Assert.Empty(Told(world));

        farm.Tell(region, world, 3, ("a", InstanceState.Degraded));
        Assert.Equal(["None 1 of 1 instance degraded, none ready"], Told(world));

        farm.Tell(region, world, 4);
        Assert.Equal(["Unavailable no instance connected"], Told(world));
    }

    [Fact]
    public void Subscribers_survive_the_entity_and_are_told_only_what_has_changed_meanwhile()
    {
        using var world = new FarmWorld();
        var (region, farm) = Start(world);
        farm.Tell(region, world, 1, ("a", InstanceState.Ready));
        Subscribe(world, region);
        Told(world);

        Entity(world, region).Tell(PoisonPill.Instance);
        world.Run();
        Entity(world, region);
        farm.Tell(region, world, 1);
        Assert.Empty(Told(world)); // The farm's entity may be new itself.
        farm.Tell(region, world, 2, ("a", InstanceState.Ready));
        world.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(Told(world));

        farm.Tell(region, world, 3);
        Assert.Equal(["Unavailable no instance connected"], Told(world));
        world.Counters.Delivered(); // The question what it is.
    }

    [Fact]
    public void A_loss_that_a_new_entity_finds_is_believed_after_a_while()
    {
        using var world = new FarmWorld();
        var (region, farm) = Start(world);
        farm.Tell(region, world, 1, ("a", InstanceState.Ready));
        Subscribe(world, region);
        Told(world);
        Entity(world, region).Tell(PoisonPill.Instance);
        world.Run();
        Entity(world, region);

        farm.Tell(region, world, 1);
        Assert.Empty(Told(world));
        world.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(["Unavailable no instance connected"], Told(world));
    }

    [Fact]
    public void A_component_is_asked_once_for_each_instance_what_it_is()
    {
        using var world = new FarmWorld();
        var (region, farm) = Start(world);
        var (first, second) = (world.Listener(), world.Listener());
        farm.TellOf(region, world, 1, [new FarmInstance("a", first.Actor, "", world.Time.GetUtcNow())]);
        world.Advance(TimeSpan.FromSeconds(10));
        Assert.Single(first.Heard.OfType<Stanza>());

        farm.TellOf(
            region,
            world,
            2,
            [
                new FarmInstance("a", first.Actor, "", world.Time.GetUtcNow().AddSeconds(-10)),
                new FarmInstance("b", second.Actor, "", world.Time.GetUtcNow()),
            ]);
        world.Advance(TimeSpan.FromSeconds(10));

        Assert.Single(first.Heard.OfType<Stanza>());
        Assert.Equal("farm-info", Assert.Single(second.Heard.OfType<Stanza>()).From!.Resourcepart);
        world.Counters.Delivered(2);
    }

    private static (IActorRef Region, ToldFarm Farm) Start(FarmWorld world)
    {
        var farm = new ToldFarm(world.Listener().Actor);
        var settings = new AvailabilitySettings { Presence = PresenceSource.Router };
        var services = new AvailabilityServices(
            world.Listener().Actor, world.Router, world.Counters, _ => settings, BareJid.Domain("montague.example"), world.Time);
        var region = world.ActorOf(Props.Create(() => new OneEntity(services)));
        world.Run();
        return (region, farm);
    }

    private static void Subscribe(FarmWorld world, IActorRef region)
    {
        world.Counters.Accepted();
        region.Tell(new AvailabilityStanza(Echo, Stanza.Create(StanzaKind.Presence, StanzaType.Subscribe, Romeo, BareJid.Domain(Echo), null)));
        world.Run();
    }

    private static IActorRef Entity(FarmWorld world, IActorRef region)
    {
        var keeper = world.Listener();
        region.Tell(new KeepAvailability(Echo, keeper.Actor));
        world.Run();
        return keeper.Heard.OfType<AvailabilityKept>().Single().Entity;
    }

    private static string[] Told(FarmWorld world) =>
        [.. world.TakeFromAccounts().Select(stanza => $"{stanza.Type} {stanza.Children().FirstOrDefault(child => child.Name.LocalName == "status")?.Value}".Trim())];

    /// <summary>Speaks as the farm's entity.</summary>
    private sealed record ToldFarm(IActorRef Entity)
    {
        public void Tell(IActorRef region, FarmWorld world, long version, params (string Id, InstanceState State)[] instances) => TellOf(
            region,
            world,
            version,
            [.. instances.Select(each => new FarmInstance(each.Id, Entity, "", DateTimeOffset.UnixEpoch) { State = each.State })]);

        public void TellOf(IActorRef region, FarmWorld world, long version, FarmInstance[] instances)
        {
            region.Tell(new FarmSnapshot(Echo, version, [.. instances]), Entity);
            world.Run();
        }
    }

    /// <summary>In the place of a region: starts the one entity again after its end.</summary>
    private sealed class OneEntity(AvailabilityServices services) : UntypedActor
    {
        private IActorRef? _entity;

        protected override void OnReceive(object message)
        {
            if (message is Terminated)
            {
                _entity = null;
                return;
            }

            _entity ??= Context.Watch(Context.ActorOf(Props.Create<FarmAvailability>(Echo, services)));
            _entity.Forward(message);
        }
    }
}
