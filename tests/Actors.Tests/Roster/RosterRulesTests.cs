using System.Xml.Linq;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Presence;
using XmppActors.Actors.Roster;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Tests.Presence;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Roster;

public class RosterRulesTests
{
    private static readonly BareJid Romeo = BareJid.Parse("romeo@montague.example");
    private static readonly BareJid Juliet = BareJid.Parse("juliet@capulet.example");
    private static readonly AccountSettings Settings = new() { MaxRosterNameBytes = 8, MaxGroups = 2 };

    [Theory] // RFC 6121 §2.3.3, §2.1.2
    [InlineData("", nameof(StanzaErrorCondition.BadRequest))]
    [InlineData("<item/>", nameof(StanzaErrorCondition.BadRequest))]
    [InlineData("<item jid='a@b'/><item jid='c@d'/>", nameof(StanzaErrorCondition.BadRequest))]
    [InlineData("<item jid='@capulet.example'/>", nameof(StanzaErrorCondition.JidMalformed))]
    [InlineData("<item jid='a@b'><group>one</group><group>one</group></item>", nameof(StanzaErrorCondition.BadRequest))]
    [InlineData("<item jid='a@b'><group/></item>", nameof(StanzaErrorCondition.NotAcceptable))]
    [InlineData("<item jid='a@b'><group>ninebytes</group></item>", nameof(StanzaErrorCondition.NotAcceptable))]
    [InlineData("<item jid='a@b' name='ninebytes'/>", nameof(StanzaErrorCondition.NotAcceptable))]
    [InlineData("<item jid='a@b' name='ääääé'/>", nameof(StanzaErrorCondition.NotAcceptable))]
    [InlineData("<item jid='a@b'><group>1</group><group>2</group><group>3</group></item>", nameof(StanzaErrorCondition.NotAcceptable))]
    public void A_bad_roster_set_is_refused(string items, string condition)
    {
        var refusal = RosterRules.TryRead(Query(items), Settings, out _);

        Assert.Equal(Enum.Parse<StanzaErrorCondition>(condition), refusal);
    }

    [Fact] // RFC 6121 §2.3.1
    public void A_roster_set_names_a_contact_with_its_handle_and_groups()
    {
        var refusal = RosterRules.TryRead(
            Query("<item jid='Juliet@capulet.example' name='Juliet' subscription='both' ask='subscribe'><group>Friends</group></item>"),
            Settings, out var set);

        Assert.Null(refusal);
        Assert.Equal(Juliet, set.Contact);
        Assert.Equal("Juliet", set.Name);
        Assert.Equal(["Friends"], set.Groups);
        Assert.False(set.Remove);
    }

    [Fact] // RFC 6121 §2.3: the subscription is not the client's to set
    public void Setting_an_item_leaves_its_subscription_alone()
    {
        var roster = Roster(new RosterEntry(Juliet).With(Subscription.To | Subscription.PendingIn, Request) with { IsListed = true });

        var refusal = RosterRules.Decide(roster, Romeo, new RosterSet(Juliet, "J", ["Friends"], Remove: false), Settings, out var change);

        Assert.Null(refusal);
        var entry = Assert.Single(change!.Entries);
        Assert.Equal("To + Pending In", SubscriptionStates.Name(entry.State()));
        Assert.Equal("J", entry.Name);
        Assert.Equal(roster.Version + 1, change.Version);
        Assert.Equal(change.Version, entry.Version);
    }

    [Fact] // RFC 6121 §2.3
    public void A_contact_that_has_only_asked_becomes_a_roster_item()
    {
        var roster = Roster(new RosterEntry(Juliet).With(Subscription.PendingIn, Request));

        RosterRules.Decide(roster, Romeo, new RosterSet(Juliet, null, [], Remove: false), Settings, out var change);

        var entry = Assert.Single(change!.Entries);
        Assert.True(entry.IsListed);
        Assert.True(entry.PendingIn);
    }

    [Fact] // RFC 6121 §2.5.3
    public void Removing_what_is_not_in_the_roster_finds_no_item()
    {
        var roster = Roster(new RosterEntry(Juliet).With(Subscription.PendingIn, Request));

        var refusal = RosterRules.Decide(roster, Romeo, new RosterSet(Juliet, null, [], Remove: true), Settings, out var change);

        Assert.Equal(StanzaErrorCondition.ItemNotFound, refusal);
        Assert.Null(change);
    }

    [Fact]
    public void One_does_not_list_oneself() =>
        Assert.Equal(
            StanzaErrorCondition.NotAllowed,
            RosterRules.Decide(Roster(), Romeo, new RosterSet(Romeo, null, [], Remove: false), Settings, out _));

    [Fact]
    public void A_full_roster_takes_no_new_contact_and_lets_old_ones_change()
    {
        var settings = Settings with { MaxContacts = 1 };
        var roster = Roster(new RosterEntry(Juliet) { IsListed = true });

        var added = RosterRules.Decide(
            roster, Romeo, new RosterSet(BareJid.Parse("nurse@capulet.example"), null, [], Remove: false), settings, out _);
        var changed = RosterRules.Decide(roster, Romeo, new RosterSet(Juliet, "J", [], Remove: false), settings, out _);

        Assert.Equal(StanzaErrorCondition.NotAllowed, added);
        Assert.Null(changed);
    }

    [Theory] // RFC 6121 §2.5.2
    [InlineData("None", null, null)]
    [InlineData("None + Pending Out", StanzaType.Unsubscribe, null)]
    [InlineData("None + Pending In", null, StanzaType.Unsubscribed)]
    [InlineData("None + Pending Out+In", StanzaType.Unsubscribe, StanzaType.Unsubscribed)]
    [InlineData("To", StanzaType.Unsubscribe, null)]
    [InlineData("To + Pending In", StanzaType.Unsubscribe, StanzaType.Unsubscribed)]
    [InlineData("From", null, StanzaType.Unsubscribed)]
    [InlineData("From + Pending Out", StanzaType.Unsubscribe, StanzaType.Unsubscribed)]
    [InlineData("Both", StanzaType.Unsubscribe, StanzaType.Unsubscribed)]
    public void Removal_cancels_what_holds_between_the_two(string state, StanzaType? unsubscribe, StanzaType? unsubscribed)
    {
        var before = SubscriptionStates.Parse(state);

        Assert.Equal(unsubscribe, RosterRules.UnsubscribeOnRemoval(before));
        Assert.Equal(unsubscribed, RosterRules.UnsubscribedOnRemoval(before));
    }

    private static InboundRequest Request => new(default, DateTimeOffset.UnixEpoch);

    private static XElement Query(string items) => XElement.Parse($"<query xmlns='{RosterXml.Namespace}'>{items}</query>");

    private static RosterRecord Roster(params RosterEntry[] entries) =>
        RosterRecord.Create(DateTimeOffset.UnixEpoch).Apply(new RosterChange(7, entries));
}
