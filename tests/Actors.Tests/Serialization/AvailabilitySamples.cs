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
        new HealthPublished(FarmReport.Of(snapshot, new Address("akka", "test", "192.0.2.1", 7800)), Then),
    ];
}
