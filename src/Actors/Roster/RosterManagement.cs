using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Presence;
using XmppActors.Actors.ServerInfo;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Roster;

/// <summary>Serves the roster to its owner's clients (RFC 6121 §2).</summary>
internal static class RosterManagement
{
    /// <summary>Advertised as <c>&lt;ver/&gt;</c> among the stream features (§2.6.1).</summary>
    public static readonly XmlName VersioningFeature = new("ver", "urn:xmpp:features:rosterver");

    public static void Register(AccountIqs accounts)
    {
        accounts.On(StanzaType.Get, RosterXml.Payload, Get);
        accounts.On(StanzaType.Set, RosterXml.Payload, Set);
    }

    /// <summary>Sends a push about each entry that clients see, to every interested resource (§2.1.6).</summary>
    public static void Push(IAccount account, RosterChange change)
    {
        foreach (var entry in change.Entries)
        {
            if (entry.Version != change.Version)
                continue; // Nothing in it that clients see.
            Stanza? push = null;
            foreach (var resource in account.Resources)
            {
                if (resource.IsInterested)
                    account.Push(resource, (push ??= ToPush(account, entry)).WithTo(resource.Address));
            }
            foreach (var component in account.Services.Privileges.HearingRosters())
                account.Send((push ??= ToPush(account, entry)).WithTo(component)); // XEP-0356 §4.4
        }
    }

    private static void Get(IAccount account, Stanza request, Resource? sender)
    {
        if (sender is null && !IsPrivileged(account, request, IqAccess.Get))
        {
            account.Bounce(request, StanzaErrorCondition.Forbidden); // §2.1.3: nobody's but the owner's.
            return;
        }

        sender?.MakeInterested(); // §2.2
        var roster = account.Contacts.Record;
        var cached = request.FirstChild()!.Attribute("ver")?.Value;
        if (sender is not null && RosterXml.TryParseVersion(cached, out var version) && roster.ChangesSince(version) is { } changes
            && changes.Count <= roster.Entries.Count / 2)
        {
            account.Reply(StanzaErrors.IqResult(request)); // §2.6.3: nothing, then what changed, one by one.
            foreach (var entry in changes)
                account.Push(sender, ToPush(account, entry).WithTo(sender.Address));
            return;
        }

        var shownVersion = cached is null ? null : RosterXml.FormatVersion(roster.Version);
        account.Reply(StanzaErrors.IqResult(request, roster.ToQuery(shownVersion)));
    }

    private static void Set(IAccount account, Stanza request, Resource? sender)
    {
        if (sender is null && !IsPrivileged(account, request, IqAccess.Set))
        {
            account.Bounce(request, StanzaErrorCondition.Forbidden); // §2.3.3
            return;
        }

        RosterChange? change = null;
        var settings = account.Services.Settings;
        var refusal = RosterRules.TryRead(request.FirstChild()!, settings, out var set)
            ?? RosterRules.Decide(account.Contacts.Record, account.Address, set, settings, out change);
        if (refusal is { } condition)
        {
            account.Bounce(request, condition);
            return;
        }

        var before = account.Contacts.Find(set.Contact).State();
        account.Save(change!, request, () =>
        {
            account.Reply(StanzaErrors.IqResult(request));
            Push(account, change!);
            if (set.Remove)
                CancelSubscriptions(account, set, before);
        });
    }

    /// <summary>A component that the operator trusts with the roster (XEP-0356 §4).</summary>
    private static bool IsPrivileged(IAccount account, Stanza request, IqAccess access) =>
        (account.Services.Privileges.Of(request.From).Roster & access) != 0;

    /// <summary>
    /// A contact taken out of the roster is told that nothing holds between the two any more (§2.5.2).
    /// </summary>
    private static void CancelSubscriptions(IAccount account, RosterSet set, Subscription before)
    {
        if (RosterRules.UnsubscribeOnRemoval(before) is { } unsubscribe)
            SubscriptionManagement.Send(account, set.Contact, unsubscribe);
        if (RosterRules.UnsubscribedOnRemoval(before) is { } unsubscribed)
            SubscriptionManagement.Send(account, set.Contact, unsubscribed);
        if ((before & Subscription.From) != 0)
            PresenceExchange.SendUnavailableTo(account, set.Contact);
    }

    /// <summary>A push to nobody yet; its id is the version, which no other push has.</summary>
    private static Stanza ToPush(IAccount account, RosterEntry entry) => Stanza.Create(
        StanzaKind.Iq,
        StanzaType.Set,
        account.Address,
        to: null,
        $"push{RosterXml.FormatVersion(entry.Version)}",
        entry.ToPush());
}
