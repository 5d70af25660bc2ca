using XmppActors.Actors.Presence;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Roster;

/// <summary>
/// An account's roster as its entity holds it, with the two lists that presence needs ready for a loop.
/// </summary>
internal sealed class ContactList(RosterRecord record)
{
    private Jid[]? _subscribers;
    private Jid[]? _subscriptions;

    public RosterRecord Record { get; private set; } = record;

    /// <summary>Contacts that receive the account's presence (subscription "from" or "both").</summary>
    public ReadOnlySpan<Jid> Subscribers => _subscribers ??= Contacts(Subscriptions.HasFrom);

    /// <summary>Contacts whose presence the account receives (subscription "to" or "both").</summary>
    public ReadOnlySpan<Jid> Publishers => _subscriptions ??= Contacts(Subscriptions.HasTo);

    public RosterEntry? Find(Jid contact) => Record.Entries.GetValueOrDefault(contact);

    /// <summary>Whether <paramref name="requester"/> may see the account's presence, by its subscription.</summary>
    public bool IsSubscriber(Jid requester) => Find(requester.Bare).HasFrom();

    /// <summary>Whether the account may see the presence of <paramref name="contact"/>, by its subscription.</summary>
    public bool IsPublisher(Jid contact) => Find(contact.Bare).HasTo();

    /// <summary>Takes over a change that has been saved.</summary>
    public void Apply(RosterChange change)
    {
        Record = Record.Apply(change);
        _subscribers = null;
        _subscriptions = null;
    }

    private Jid[] Contacts(Func<RosterEntry?, bool> isWanted)
    {
        List<Jid>? found = null;
        foreach (var (contact, entry) in Record.Entries)
        {
            if (isWanted(entry))
                (found ??= []).Add(contact);
        }

        return found?.ToArray() ?? [];
    }
}
