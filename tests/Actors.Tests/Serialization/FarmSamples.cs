using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Components.Negotiation;

namespace XmppActors.Actors.Tests.Serialization;

/// <summary>One or more of each message of farms' operators, and of each event in farms' journals.</summary>
internal static class FarmSamples
{
    private const string Echo = "echo.example";

    private static readonly DateTimeOffset Then = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    public static IEnumerable<object> All =>
    [
        new AddFarm(Echo, "max-instances = 3"), new RemoveFarm(Echo), new DrainInstance(Echo, "endpoint:a:5347", TimeSpan.FromSeconds(30)),
        new UndrainInstance(Echo, "i1"), new SetWeight(Echo, "*", 0), new SetWeight(Echo, "i1", null), new AddSecret(Echo, "ab12"),
        new RevokeSecret(Echo, "ab12", CloseLinks: true), new FarmChanged(Echo, FarmChangeOutcome.Configured, "in the configuration"),
        new DialReport(Echo, "akka://xmpp@a:1", ActorRefs.Nobody, [new DialState("[::1]:5347", 2, 1, 3, "refused"), new DialState("b:1", 1, 1, 0, null)]),
        new ShowDials(Echo), new DialsShown(Echo, "", null, []),
        new DialsShown(Echo, "SRV of a", "gone", [new EndpointStatus("akka://xmpp@a:1", IsWarm: true, new DialState("b:1", 1, 1, 0, "late"))]),
        new OfferDialling(Echo, ActorRefs.Nobody), new DialOrders(Echo, ActorRefs.Nobody, 3, [new DialOrder("components.example:5347", 2, new InstanceShare(7, IsWarm: true))]),
        new ShowFarm(Echo), new FarmStatus(Echo, 1, 0, ""), ListFarms.Instance, new FarmsListed([]),
        new FarmsListed([new FarmSummary(Echo, 8, IsRuntime: true, Instances: 3, Usable: 2)]),
        new FarmStatus(Echo, 7, 3, "n1:25520")
        {
            Exists = false,
            Settings = [new FarmSettingStatus("max-instances", "3", IsRuntime: true)],
            Remembered = ["weight of i1 is 10"],
            Changes = [new InstanceChange(Then, "i1", InstanceState.Degraded, "late"), new InstanceChange(Then, "i2", null, "gone")],
            Instances =
            [
                new InstanceStatus("i1", "n2:25520", "192.0.2.1:5", InstanceState.Draining, Then, "operator"),
                new InstanceStatus("i2", "n2:25520", "192.0.2.1:6", InstanceState.Ready, Then, "")
                {
                    Since = Then, Link = InstanceLink.Bound, ConfiguredWeight = 200, Weight = 20, IsSpare = true, Endpoint = "a:5347",
                    CredentialId = "ab12", Facts = new InstanceFacts(3, TimeSpan.FromSeconds(1), 2, 1, 1) { Replayed = 4 }, Failovers = 2,
                },
            ],
        },
        new FarmDefined(Then, "max-instances = 3"), new FarmRemoved(Then, IsGone: true), new InstanceWeightSet(Then, "*", 7),
        new InstanceWeightSet(Then, "*", null), new InstanceDrained(Then, "i1", Then), new InstanceUndrained(Then, "i1"),
        new SecretAdded(Then, "ab12"), new SecretRevoked(Then, "ab12"),
        new EnlistFarm(FarmCatalogue.EntityId, Echo, IsThere: true), FarmEnlisted.Instance, new ListCatalogue(FarmCatalogue.EntityId),
        new CatalogueListed([Echo]), new CatalogueChanged(Echo, IsThere: false), new LeaveFarm(Echo, "i1") { IsShutdown = true }, FarmMemory.Empty,
        new[]
        {
            new FarmDefined(Then, "active = 1"), new InstanceWeightSet(Then, "*", 7), new InstanceDrained(Then, "i1", Then),
            new SecretAdded(Then, "ab12"), new SecretRevoked(Then, "cd34"), (IFarmEvent)new InstanceWeightSet(Then, "a", 8),
        }.Aggregate(FarmMemory.Empty, static (memory, happened) => memory.Apply(happened)),
        new FarmMemory { IsGone = true },
    ];
}
