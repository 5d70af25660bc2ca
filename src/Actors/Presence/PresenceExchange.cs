using System.Xml.Linq;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Offline;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Presence;

/// <summary>Presence of an account's resources: broadcast, probed, directed, ended (RFC 6121 §4).</summary>
internal static class PresenceExchange
{
    private static readonly XName Status = XName.Get("status", "jabber:client");

    /// <summary>A client of the account sent presence; the stanza has the client's full JID as <c>from</c>.</summary>
    public static void Outbound(IAccount account, Resource resource, Stanza stanza)
    {
        if (stanza.To is null)
            OutboundBroadcast(account, resource, stanza.Origin.IsNone ? stanza : stanza.WithOrigin(default));
        else if (SubscriptionRules.IsSubscriptionType(stanza.Type))
            SubscriptionManagement.Outbound(account, stanza);
        else
            OutboundDirected(account, resource, stanza);
    }

    /// <summary>
    /// A resource has no stream any more and has left the account's resources: others learn that it is unavailable
    /// (§4.5.2).
    /// </summary>
    public static void End(IAccount account, Resource resource) =>
        MakeUnavailable(account, resource, Unavailable(resource.Address, to: null));

    /// <summary>Answers a probe (§4.3.2).</summary>
    public static void AnswerProbe(IAccount account, Stanza probe)
    {
        if (probe.From!.Bare != account.Address && !account.Contacts.IsSubscriber(probe.From))
            SubscriptionManagement.Send(account, probe.From.Bare, StanzaType.Unsubscribed);
        else
            AnswerSubscriber(account, probe);
        account.Handled();
    }

    /// <summary>A new subscriber is sent what the account's resources are (§3.1.5).</summary>
    public static void SendCurrentTo(IAccount account, BareJid contact)
    {
        foreach (var resource in account.Resources)
        {
            if (resource.IsAvailable)
                account.Send(resource.Presence!.WithTo(contact));
        }
    }

    /// <summary>A former subscriber is told that all available resources are unavailable (§3.2.2, §3.3.3).</summary>
    public static void SendUnavailableTo(IAccount account, BareJid contact)
    {
        foreach (var resource in account.Resources)
        {
            if (resource.IsAvailable)
                account.Send(Unavailable(resource.Address, contact));
        }
    }

    private static void AnswerSubscriber(IAccount account, Stanza probe)
    {
        var isAnswered = false;
        foreach (var resource in account.Resources)
        {
            if (!resource.IsAvailable || (probe.To is FullJid && probe.To != resource.Address))
                continue;
            account.Send(resource.Presence!.WithTo(probe.From));
            isAnswered = true;
        }

        if (!isAnswered)
            account.Send(Unavailable(probe.To!, probe.From));
    }

    private static void OutboundBroadcast(IAccount account, Resource resource, Stanza stanza)
    {
        switch (stanza.Type)
        {
            case StanzaType.None:
                MakeAvailable(account, resource, stanza);
                break;
            case StanzaType.Unavailable:
                MakeUnavailable(account, resource, stanza);
                account.Handled();
                break;
            default:
                account.Bounce(stanza, StanzaErrorCondition.BadRequest); // Every other type is for somebody (§4.7.1).
                break;
        }
    }

    private static void OutboundDirected(IAccount account, Resource resource, Stanza stanza)
    {
        var limit = account.Services.Settings.MaxDirectedPresence;
        if (stanza.Type == StanzaType.Unavailable)
        {
            resource.RemoveDirected(stanza.To!);
        }
        else if (stanza.Type == StanzaType.None && !resource.TryAddDirected(stanza.To!, limit))
        {
            account.Bounce(stanza, StanzaErrorCondition.ResourceConstraint);
            return;
        }

        account.Forward(stanza);
    }

    private static void MakeAvailable(IAccount account, Resource resource, Stanza stanza)
    {
        if (!PresencePriority.TryRead(stanza, out var priority))
        {
            account.Bounce(stanza, StanzaErrorCondition.BadRequest);
            return;
        }

        var isInitial = !resource.IsAvailable;
        var wasNonNegative = resource.IsNonNegative;
        resource.MakeAvailable(stanza, priority);
        Broadcast(account, stanza);
        if (isInitial)
        {
            PrivilegedPresence.TellOwn(account, stanza);
            Greet(account, resource);
        }
        account.Handled();
        if (resource.IsNonNegative && !wasNonNegative)
            OfflineMessages.DeliverTo(account, resource);
    }

    /// <summary>
    /// What initial presence brings besides its broadcast: the presence of others (§4.2.2, §4.3.1) and open requests
    /// (§3.1.3).
    /// </summary>
    private static void Greet(IAccount account, Resource resource)
    {
        foreach (var publisher in account.Contacts.Publishers)
            account.Send(Stanza.Create(StanzaKind.Presence, StanzaType.Probe, resource.Address, publisher, id: null));
        foreach (var other in account.Resources)
        {
            if (other.IsAvailable && other != resource)
                account.Push(resource, other.Presence!.WithTo(resource.Address));
        }

        SubscriptionManagement.DeliverRequests(account, resource);
    }

    private static void MakeUnavailable(IAccount account, Resource resource, Stanza stanza)
    {
        var wasAvailable = resource.IsAvailable;
        if (wasAvailable)
        {
            Broadcast(account, stanza); // While it is available still: §4.5.2 tells the resource itself, too.
            PrivilegedPresence.TellOwn(account, stanza);
            resource.MakeUnavailable();
        }

        foreach (var receiver in resource.Directed)
        {
            if (!wasAvailable || !account.Contacts.IsSubscriber(receiver)) // Subscribers just had it (§4.6.3).
                account.Send(stanza.WithTo(receiver));
        }

        resource.ClearDirected();
        if (wasAvailable && account.Resources.Presence() == AccountPresence.Unavailable)
            account.SaveLastLogout(StatusOf(stanza));
    }

    /// <summary>
    /// To every subscriber and to the account's own available resources, the sender included (§4.2.2, §4.4.2, §4.5.2).
    /// </summary>
    private static void Broadcast(IAccount account, Stanza presence)
    {
        foreach (var subscriber in account.Contacts.Subscribers)
            account.Send(presence.WithTo(subscriber));
        Stanza? own = null;
        foreach (var resource in account.Resources)
        {
            if (resource.IsAvailable)
                account.Push(resource, own ??= presence.WithTo(account.Address));
        }
    }

    private static Stanza Unavailable(Jid from, Jid? to) =>
        Stanza.Create(StanzaKind.Presence, StanzaType.Unavailable, from, to, id: null);

    private static string? StatusOf(Stanza unavailable)
    {
        if (unavailable.Payload.IsEmpty)
            return null;
        foreach (var child in unavailable.Children())
        {
            if (child.Name == Status)
                return child.Value;
        }

        return null;
    }
}
