using XmppActors.Actors.Accounts;
using XmppActors.Actors.Offline;
using XmppActors.Actors.Roster;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Presence;

/// <summary>
/// Performs what <see cref="SubscriptionRules"/> decide: saves, routes, delivers, pushes (RFC 6121 §3).
/// </summary>
internal static class SubscriptionManagement
{
    /// <summary>A client of the account manages a subscription; the stanza has the client's <c>from</c>.</summary>
    public static void Outbound(IAccount account, Stanza stanza)
    {
        var contact = stanza.To!.Bare; // §3.1.2: a full JID is taken for its bare JID.
        if (contact == account.Address)
        {
            account.Bounce(stanza, StanzaErrorCondition.NotAllowed); // One's own presence comes unasked (§4.2.2).
            return;
        }

        var entry = account.Contacts.Find(contact);
        var before = entry.State();
        var step = SubscriptionRules.Outbound(before, stanza.Type);
        var sent = stanza.With(account.Address, contact);
        if (step.Next == before)
        {
            RouteOutbound(account, sent, step);
            return;
        }

        if (entry is null && RosterRules.IsFull(account.Contacts.Record, account.Services.Settings))
        {
            account.Bounce(stanza, StanzaErrorCondition.NotAllowed);
            return;
        }

        var next = (entry ?? new RosterEntry(contact)).With(step.Next, request: null);
        if (stanza.Type is StanzaType.Subscribe or StanzaType.Subscribed)
            next = next with { IsListed = true };
        var (change, isSeen) = ToChange(account, entry, next);
        account.Save(change, stanza, () =>
        {
            RouteOutbound(account, sent, step);
            if (isSeen)
                RosterManagement.Push(account, change);
            if (step.GainsSubscriber(before))
                PresenceExchange.SendCurrentTo(account, contact); // §3.1.5
            else if (step.LosesSubscriber(before))
                PresenceExchange.SendUnavailableTo(account, contact); // §3.2.2
        });
    }

    /// <summary>A contact manages a subscription with the account.</summary>
    public static void Inbound(IAccount account, Stanza stanza)
    {
        var contact = stanza.From!.Bare;
        if (contact == account.Address)
        {
            account.Ignored();
            return;
        }

        var entry = account.Contacts.Find(contact);
        var before = entry.State();
        var step = SubscriptionRules.Inbound(before, stanza.Type);
        if (step.Next == before)
        {
            EndInbound(account, stanza, contact, step);
            return;
        }

        if (entry is null && RosterRules.IsFull(account.Contacts.Record, account.Services.Settings))
        {
            account.Bounce(stanza, StanzaErrorCondition.ResourceConstraint);
            return;
        }

        var next = (entry ?? new RosterEntry(contact)).With(step.Next, ToRequest(account, stanza, step));
        var (change, isSeen) = ToChange(account, entry, next);
        account.Save(change, stanza, () =>
        {
            EndInbound(account, stanza, contact, step); // Before the push: §3.1.6 gives the client its context first.
            if (isSeen)
                RosterManagement.Push(account, change);
            if (step.GainsSubscriber(before))
                PresenceExchange.SendCurrentTo(account, contact); // §3.4.2
            else if (step.LosesSubscriber(before))
                PresenceExchange.SendUnavailableTo(account, contact); // §3.3.3
        });
    }

    /// <summary>Hands all unanswered requests to a resource that has become available (§3.1.3).</summary>
    public static void DeliverRequests(IAccount account, Resource resource)
    {
        foreach (var (contact, entry) in account.Contacts.Record.Entries)
        {
            if (entry.InboundRequest is not { } request)
                continue;
            account.Push(resource, StoredStanza.TryRead(request.Stanza, out var stanza)
                ? stanza.With(contact, account.Address)
                : Stanza.Create(StanzaKind.Presence, StanzaType.Subscribe, contact, account.Address, id: null));
        }
    }

    /// <summary>A stanza of the server on the account's behalf: from bare JID to bare JID.</summary>
    public static void Send(IAccount account, Jid contact, StanzaType type) =>
        account.Send(Stanza.Create(StanzaKind.Presence, type, account.Address, contact, id: null));

    private static void RouteOutbound(IAccount account, Stanza stanza, SubscriptionStep step)
    {
        if (step.Passes)
            account.Forward(stanza);
        else
            account.Handled();
    }

    private static void EndInbound(IAccount account, Stanza stanza, BareJid contact, SubscriptionStep step)
    {
        if (step.Approves)
        {
            Send(account, contact, StanzaType.Subscribed);
            account.Handled();
        }
        else if (step.Passes)
        {
            DeliverInbound(account, stanza.With(contact, account.Address));
        }
        else
        {
            account.Ignored();
        }
    }

    /// <summary>
    /// A request goes to all available resources (§3.1.3), any other to the interested ones (§3.1.6, §3.2.3, §3.3.3).
    /// </summary>
    private static void DeliverInbound(IAccount account, Stanza stanza)
    {
        if (!stanza.Origin.IsNone)
            stanza = stanza.WithOrigin(default); // It is in the roster: that settles it, whoever gets a copy.
        var isDelivered = false;
        foreach (var resource in account.Resources)
        {
            if (stanza.Type == StanzaType.Subscribe ? !resource.IsAvailable : !resource.IsInterested)
                continue;
            if (isDelivered)
                account.Push(resource, stanza);
            else
                account.Deliver(resource, stanza);
            isDelivered = true;
        }

        if (isDelivered)
            return;
        if (stanza.Type == StanzaType.Subscribe)
            account.Services.Counters.Stored(); // With the roster; DeliverRequests brings it.
        else
            account.Handled(); // The roster tells of it.
    }

    /// <summary>
    /// The version grows only with what clients see: a pending request is not part of the roster (§2.1.2.5, appendix
    /// A.1).
    /// </summary>
    private static (RosterChange Change, bool IsSeen) ToChange(IAccount account, RosterEntry? before, RosterEntry next)
    {
        const Subscription Hidden = Subscription.PendingIn;
        var version = account.Contacts.Record.Version;
        var isSeen = next.IsListed
            && (before is not { IsListed: true } || (before.State() & ~Hidden) != (next.State() & ~Hidden));
        return isSeen
            ? (new RosterChange(version + 1, next with { Version = version + 1 }), true)
            : (new RosterChange(version, next), false);
    }

    private static InboundRequest? ToRequest(IAccount account, Stanza stanza, SubscriptionStep step)
    {
        if ((step.Next & Subscription.PendingIn) == 0 || stanza.Type != StanzaType.Subscribe)
            return null;
        return new InboundRequest(
            StoredStanza.Write(stanza.Payload.Length <= account.Services.Settings.MaxRequestBytes
                ? stanza
                : Stanza.Create(StanzaKind.Presence, StanzaType.Subscribe, stanza.From, stanza.To, stanza.Id)),
            account.Services.Time.GetUtcNow());
    }
}
