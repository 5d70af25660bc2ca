using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;

namespace XmppActors.Conversations.Runner;

/// <summary>Rosters as they are after a subscription was asked for and approved. To be made before the accounts come to
/// life.</summary>
internal static class Subscriptions
{
    public static async Task AddAsync(IRosterStore rosters, BareJid subscriber, BareJid contact, bool isMutual)
    {
        await SaveAsync(rosters, subscriber, contact, isMutual ? RosterSubscription.Both : RosterSubscription.To);
        await SaveAsync(rosters, contact, subscriber, isMutual ? RosterSubscription.Both : RosterSubscription.From);
    }

    private static async Task SaveAsync(
        IRosterStore rosters, BareJid account, BareJid contact, RosterSubscription subscription)
    {
        var roster = await rosters.LoadAsync(account)
            ?? throw new InvalidOperationException($"{account} has no account");
        var version = roster.Version + 1;
        var entry = new RosterEntry(contact) { IsListed = true, Version = version, Subscription = subscription };
        if (!await rosters.SaveAsync(account, new RosterChange(version, entry)))
            throw new InvalidOperationException($"the roster of {account} could not be saved");
    }
}
