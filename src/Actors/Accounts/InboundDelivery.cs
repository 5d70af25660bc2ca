using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Offline;
using XmppActors.Actors.Presence;
using XmppActors.Actors.ServerInfo;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// Performs what <see cref="DeliveryRules"/> and <see cref="UndeliveredRules"/> decide (RFC 6121 §8.5).
/// </summary>
internal static class InboundDelivery
{
    /// <summary>A stanza for the account or for one of its resources, from anybody.</summary>
    public static void Deliver(IAccount account, Stanza stanza)
    {
        if (stanza.Kind == StanzaKind.Presence)
            PrivilegedPresence.TellContacts(account, stanza);
        else if (stanza.To is not FullJid && account.PrivilegedIqs.TryTake(account, stanza))
            return;
        var matching = stanza.To is FullJid full ? account.Resources.Find(full) : null;
        var addressee = stanza.To is not FullJid ? Addressee.Account
            : matching is null ? Addressee.UnknownResource : Addressee.MatchingResource;
        switch (Decide(stanza, addressee, account.Resources.Presence()))
        {
            case DeliveryAction.ToResource: DeliverToResource(account, matching!, stanza); break;
            case DeliveryAction.ToAvailable: Fan(account, stanza, sbyte.MinValue); break;
            case DeliveryAction.ToNonNegative: Fan(account, stanza, 0); break;
            case DeliveryAction.ToPreferred: Fan(account, stanza, PreferredPriority(account)); break;
            case DeliveryAction.Store: OfflineMessages.Store(account, stanza); break;
            case DeliveryAction.Process: Process(account, stanza); break;
            case DeliveryAction.Bounce: account.Bounce(stanza, StanzaErrorCondition.ServiceUnavailable); break;
            default: account.Ignored(); break;
        }
    }

    /// <summary>A stanza for an address without account (§8.5.1).</summary>
    public static void AnswerForMissingAccount(IAccount account, Stanza stanza)
    {
        if (stanza.Kind == StanzaKind.Iq && ServiceDiscovery.AnswerForMissingAccount(stanza) is { } answer)
        {
            account.Reply(answer);
            return;
        }

        var addressee = stanza.To is FullJid ? Addressee.UnknownResource : Addressee.Account;
        switch (Decide(stanza, addressee, AccountPresence.NoSuchAccount))
        {
            case DeliveryAction.Process: // A probe: nobody is subscribed here (§4.3.2).
                account.Handled();
                SubscriptionManagement.Send(account, stanza.From!.Bare, StanzaType.Unsubscribed);
                break;
            case DeliveryAction.Bounce: account.Bounce(stanza, StanzaErrorCondition.ServiceUnavailable); break;
            default: account.Ignored(); break;
        }
    }

    /// <summary>A stanza that a resource of the account was given and its client never got.</summary>
    /// <param name="lost">The resource it was given to, which may be bound no more.</param>
    /// <param name="binding">See <see cref="UndeliveredStanzas.Binding"/>.</param>
    public static void Redeliver(IAccount account, Stanza stanza, FullJid lost, int binding)
    {
        var isNonNegative = false;
        var isLaterNonNegative = false;
        foreach (var resource in account.Resources)
        {
            isNonNegative |= resource.IsNonNegative;
            isLaterNonNegative |= resource.IsNonNegative && resource.Order > binding;
        }

        var action = UndeliveredRules.Decide(
            stanza.Kind, stanza.Kind == StanzaKind.Message ? stanza.EffectiveMessageType : stanza.Type,
            toAccount: stanza.To != lost, isLaterNonNegative, isNonNegative);
        switch (action)
        {
            case UndeliveredAction.ToNonNegative: Fan(account, stanza, 0); break;
            case UndeliveredAction.ToLaterNonNegative: Fan(account, stanza, 0, binding); break;
            case UndeliveredAction.Store: OfflineMessages.Store(account, stanza); break;
            case UndeliveredAction.Bounce: account.Bounce(stanza, StanzaErrorCondition.ServiceUnavailable); break;
            default: account.Ignored(); break;
        }
    }

    private static DeliveryAction Decide(Stanza stanza, Addressee addressee, AccountPresence presence) =>
        stanza.Kind switch
        {
            StanzaKind.Message => DeliveryRules.Message(stanza.EffectiveMessageType, addressee, presence),
            StanzaKind.Presence => DeliveryRules.Presence(stanza.Type, addressee, presence),
            _ => DeliveryRules.Iq(stanza.Type, addressee, presence),
        };

    private static void DeliverToResource(IAccount account, Resource resource, Stanza stanza)
    {
        if (LastActivity.MayPass(account, stanza))
            account.Deliver(resource, stanza);
        else
            account.Bounce(stanza, StanzaErrorCondition.Forbidden);
    }

    private static void Process(IAccount account, Stanza stanza)
    {
        if (stanza.Kind == StanzaKind.Iq)
            account.Services.Iqs.Answer(account, stanza, sender: null);
        else if (stanza.Type == StanzaType.Probe)
            PresenceExchange.AnswerProbe(account, stanza);
        else
            SubscriptionManagement.Inbound(account, stanza);
    }

    private static sbyte PreferredPriority(IAccount account) =>
        account.Services.Settings.BareMessages == BareMessagePolicy.MostAvailable
            ? account.Resources.HighestPriority() ?? 0
            : (sbyte)0;

    /// <summary>
    /// To each available resource of at least this priority; the same stanza, whose <c>to</c> stays as it is (RFC 6121
    /// §8.5.2.1).
    /// </summary>
    private static void Fan(IAccount account, Stanza stanza, sbyte minimum, int afterOrder = 0)
    {
        var isDelivered = false;
        List<Resource>? sharing = stanza.Origin.IsNone ? null : [];
        foreach (var resource in account.Resources)
        {
            if (!resource.IsAvailable || resource.Priority < minimum || resource.Order <= afterOrder)
                continue;
            if (sharing is not null)
                sharing.Add(resource);
            else if (isDelivered)
                account.Push(resource, stanza);
            else
                account.Deliver(resource, stanza);
            isDelivered = true;
        }

        if (sharing is { Count: > 0 })
            account.Share(stanza, sharing);
        if (!isDelivered)
            account.Ignored(); // Only presence without an audience comes here (§8.5.2.2.2).
    }
}
