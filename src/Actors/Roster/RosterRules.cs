using System.Text;
using System.Xml.Linq;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Presence;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Roster;

/// <summary>What a roster set asks for and what it does (RFC 6121 §2.3 to §2.5).</summary>
internal static class RosterRules
{
    /// <summary>Reads the <c>query</c> of a roster set.</summary>
    /// <returns>Null when the set is good; else the condition of §2.3.3 that refuses it.</returns>
    public static StanzaErrorCondition? TryRead(XElement query, AccountSettings settings, out RosterSet set)
    {
        set = default;
        var items = query.Elements(RosterXml.Item).Take(2).ToList();
        if (items.Count != 1 || items[0].Attribute("jid") is not { } jid)
            return StanzaErrorCondition.BadRequest;
        if (!Jid.TryParse(jid.Value, out Jid? contact))
            return StanzaErrorCondition.JidMalformed;

        var name = items[0].Attribute("name")?.Value;
        if (IsTooLong(name, settings))
            return StanzaErrorCondition.NotAcceptable;
        var groups = items[0].Elements(RosterXml.Group).Select(group => group.Value).ToList();
        if (groups.Count > settings.MaxGroups
            || groups.Exists(group => group.Length == 0 || IsTooLong(group, settings)))
            return StanzaErrorCondition.NotAcceptable;
        if (groups.Distinct(StringComparer.Ordinal).Count() != groups.Count)
            return StanzaErrorCondition.BadRequest;

        // Any other subscription than "remove" is ignored (§2.1.2.5).
        var isRemoval = items[0].Attribute("subscription")?.Value == "remove";
        set = new RosterSet(contact.Bare, string.IsNullOrEmpty(name) ? null : name, groups, isRemoval);
        return null;
    }

    /// <summary>Applies a roster set of the account's owner.</summary>
    /// <param name="change">What to save; null when refused.</param>
    /// <returns>Null, or the condition that refuses it.</returns>
    public static StanzaErrorCondition? Decide(
        RosterRecord roster, BareJid account, RosterSet set, AccountSettings settings, out RosterChange? change)
    {
        change = null;
        var entry = roster.Entries.GetValueOrDefault(set.Contact);
        var version = roster.Version + 1;
        if (set.Remove)
        {
            if (entry is not { IsListed: true })
                return StanzaErrorCondition.ItemNotFound; // §2.5.3
            change = new RosterChange(version, RosterEntry.Removed(set.Contact, version));
            return null;
        }

        if (set.Contact == account)
            return StanzaErrorCondition.NotAllowed; // Everyone has their own presence without asking.
        if (entry is not { IsListed: true } && IsFull(roster, settings))
            return StanzaErrorCondition.NotAllowed;
        entry = (entry ?? new RosterEntry(set.Contact)) with
        {
            IsListed = true,
            Version = version,
            Name = set.Name,
            Groups = set.Groups,
        };
        change = new RosterChange(version, entry);
        return null;
    }

    /// <summary>Whether there is no room for one more contact, in the roster or asking to be.</summary>
    public static bool IsFull(RosterRecord roster, AccountSettings settings) =>
        roster.Entries.Count >= settings.MaxContacts
        && roster.Entries.Values.Count(static entry => entry.IsListed || entry.PendingIn) >= settings.MaxContacts;

    /// <summary>
    /// The stanza that tells a contact taken out of the roster that the account asks for its presence no more (§2.5.2),
    /// or null.
    /// </summary>
    public static StanzaType? UnsubscribeOnRemoval(Subscription state) =>
        (state & (Subscription.To | Subscription.PendingOut)) != 0 ? StanzaType.Unsubscribe : null;

    /// <summary>
    /// The stanza that tells the contact that it gets the account's presence no more, or will not get it (§2.5.2), or
    /// null.
    /// </summary>
    public static StanzaType? UnsubscribedOnRemoval(Subscription state) =>
        (state & (Subscription.From | Subscription.PendingIn)) != 0 ? StanzaType.Unsubscribed : null;

    private static bool IsTooLong(string? text, AccountSettings settings) =>
        text is not null && Encoding.UTF8.GetByteCount(text) > settings.MaxRosterNameBytes;
}

/// <summary>One item of a roster set.</summary>
internal readonly record struct RosterSet(BareJid Contact, string? Name, IReadOnlyList<string> Groups, bool Remove);
