using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Availability;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components.Availability;

/// <summary>From what a farm's instances are to what is told of the farm.</summary>
public class FarmHealthTests
{
    [Theory]
    [InlineData("", false, null, "no instance connected")]
    [InlineData("R", true, null, "1 of 1 instance ready")]
    [InlineData("RRJ", true, null, "2 of 3 instances ready")]
    [InlineData("RSD", true, null, "1 of 3 instances ready")]
    [InlineData("DD", true, "away", "2 of 2 instances degraded, none ready")]
    [InlineData("DN", true, "away", "1 of 2 instances degraded, none ready")]
    [InlineData("NS", true, "dnd", "1 of 2 instances draining, none ready")]
    [InlineData("S", false, null, "1 of 1 instance not answering")]
    [InlineData("JX", false, null, "0 of 2 instances ready")]
    public void Presence_follows_from_health(string states, bool isAvailable, string? show, string status)
    {
        var health = states.Aggregate(default(FarmHealth), (counted, state) => counted.With(StateOf(state)));

        Assert.Equal(new FarmPresence(isAvailable, show, status), FarmPresence.Of(health));
    }

    [Theory] // RFC 6121 §§3.1, 3.3, 4.3.2
    [InlineData(StanzaType.Subscribe, false, true, false, "Adds Subscribed True")]
    [InlineData(StanzaType.Subscribe, true, true, true, "Adds Subscribed True")]
    [InlineData(StanzaType.Subscribe, false, true, true, "None Unsubscribed False")]
    [InlineData(StanzaType.Subscribe, false, false, false, "None Unsubscribed False")]
    [InlineData(StanzaType.Subscribe, true, false, false, "Removes Unsubscribed False")]
    [InlineData(StanzaType.Unsubscribe, true, true, false, "Removes  False")]
    [InlineData(StanzaType.Unsubscribe, false, true, false, "None  False")]
    [InlineData(StanzaType.Probe, true, true, false, "None  True")]
    [InlineData(StanzaType.Probe, false, true, false, "None Unsubscribed False")]
    [InlineData(StanzaType.Probe, true, false, false, "Removes Unsubscribed False")]
    [InlineData(StanzaType.None, true, true, false, "None  False")]
    [InlineData(StanzaType.Unsubscribed, true, true, false, "None  False")]
    [InlineData(StanzaType.Error, true, true, false, "None  False")]
    public void Subscriptions_are_approved_by_the_list(StanzaType type, bool isSubscriber, bool isPermitted, bool isFull, string expected)
    {
        var step = PresenceRules.On(type, isSubscriber, isPermitted, isFull);

        Assert.Equal(expected, $"{step.Change} {step.Answer} {step.SendsPresence}");
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("montague.example", true)]
    [InlineData("romeo@montague.example", true)]
    [InlineData("capulet.example juliet@montague.example", false)]
    [InlineData("", false)]
    public void A_list_permits_everybody_domains_and_addresses(string entries, bool permitsRomeo)
    {
        Assert.True(WatcherList.TryParse(entries.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var list, out _));

        Assert.Equal(permitsRomeo, list.Permits(FullJid.Parse("romeo@montague.example/orchard")));
    }

    [Fact]
    public void What_is_no_address_is_no_watcher()
    {
        Assert.False(WatcherList.TryParse(["*", "@"], out _, out var mistake));

        Assert.Equal("@", mistake);
    }

    internal static InstanceState StateOf(char letter) => letter switch
    {
        'J' => InstanceState.Joining,
        'R' => InstanceState.Ready,
        'D' => InstanceState.Degraded,
        'N' => InstanceState.Draining,
        'S' => InstanceState.Suspect,
        _ => InstanceState.Down,
    };
}
