using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Tests.Serialization;

/// <summary>One or more of each message to the entities that show farms to clients, and of each event in their journals.</summary>
internal static class AvailabilitySamples
{
    private const string Echo = "echo.example";

    private static readonly DateTimeOffset Then = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    /// <param name="actor">Is referred to.</param>
    public static IEnumerable<object> All(IActorRef actor, FarmSnapshot snapshot) =>
    [
        new KeepAvailability(Echo, actor), new AvailabilityKept(Echo, actor),
        new AvailabilityStanza(Echo, StanzaText.Parse("<presence to='echo.example' from='juliet@capulet.example' type='probe'/>")),
        new PresenceSubscribed(BareJid.Parse("juliet@capulet.example")), new PresenceUnsubscribed(BareJid.Parse("juliet@capulet.example")),
        new HealthPublished(Shown(snapshot), Then), new NodeSubscribed(Subscription), new NodeUnsubscribed("pubsub.capulet.example", Juliet),
        new InfoLearned(Info), AvailabilityState.Empty with { ConditionSince = Then, IsPlanned = true },
        AvailabilityState.Empty with { Published = Shown(snapshot), Subscribers = [Juliet], NodeSubscriptions = [Subscription], Info = Info },
        new ShowAvailability(Echo), new AvailabilityShown(Echo, new FarmHealth(1, 2, 3, 4, 11), Then, IsPlanned: true), new AvailabilityShown(Echo, default, null, IsPlanned: false),
        new FindNodeSubscriptions(Echo, "pubsub.capulet.example", Juliet), new NodeSubscriptionsFound(Echo, [Subscription]),
        new NodeSubscriptionsFound(Echo, []),
    ];

    private static readonly BareJid Juliet = BareJid.Parse("juliet@capulet.example");

    private static readonly NodeSubscription Subscription = new("pubsub.capulet.example", Juliet.WithResource("balcony"), true);

    private static readonly ComponentInfo Info = new("<query/>", Then);

    private static ShownFarm Shown(FarmSnapshot snapshot) => ShownFarm.Of(snapshot, null, new Address("akka", "test", "192.0.2.1", 7800));
}
