using XmppActors.Actors.Presence;
using XmppActors.Actors.Roster;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>Ends an account: in the storage, at its contacts, on its streams (XEP-0077 §3.2).</summary>
internal static class AccountRemoval
{
    /// <param name="cause">
    /// The request that is bounced when the storage fails; else it is <paramref name="removed"/>'s to answer.
    /// </param>
    /// <param name="removed">Runs when the account is removed, while its streams are still there.</param>
    public static void Remove(IAccount account, Stanza? cause, Action removed) =>
        account.Await(account.Services.Storage.Accounts.RemoveAsync(account.Address), cause, _ =>
        {
            foreach (var resource in account.Resources)
                PresenceExchange.End(account, resource);
            foreach (var (contact, entry) in account.Contacts.Record.Entries)
            {
                var state = entry.State();
                if (RosterRules.UnsubscribeOnRemoval(state) is { } unsubscribe)
                    SubscriptionManagement.Send(account, contact, unsubscribe);
                if (RosterRules.UnsubscribedOnRemoval(state) is { } unsubscribed)
                    SubscriptionManagement.Send(account, contact, unsubscribed);
            }

            removed();
            account.Removed();
        });
}
