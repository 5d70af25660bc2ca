using System.Runtime.InteropServices;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Presence;

/// <summary>
/// What a subscription stanza does to the state between an account and a contact (RFC 6121 §3, appendix A).
/// </summary>
internal static class SubscriptionRules
{
    /// <summary>The account's own client sent <paramref name="type"/> to the contact (appendix A.2).</summary>
    /// <returns><see cref="SubscriptionStep.Passes"/>: the stanza is routed to the contact.</returns>
    public static SubscriptionStep Outbound(Subscription state, StanzaType type) => type switch
    {
        StanzaType.Subscribe =>
            new(Has(state, Subscription.To) ? state : state | Subscription.PendingOut, Passes: true),
        StanzaType.Unsubscribe => new(state & ~(Subscription.To | Subscription.PendingOut), Passes: true),
        StanzaType.Subscribed => OutboundSubscribed(state),
        StanzaType.Unsubscribed => new(
            state & ~(Subscription.From | Subscription.PendingIn | Subscription.Approved),
            Passes: Has(state, Subscription.From) || Has(state, Subscription.PendingIn)),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not of a subscription."),
    };

    /// <summary>The contact's server sent <paramref name="type"/> (appendix A.3).</summary>
    /// <returns><see cref="SubscriptionStep.Passes"/>: the stanza is delivered to the account's resources.</returns>
    public static SubscriptionStep Inbound(Subscription state, StanzaType type) => type switch
    {
        StanzaType.Subscribe => InboundSubscribe(state),
        StanzaType.Unsubscribe => new(
            state & ~(Subscription.From | Subscription.PendingIn),
            Passes: Has(state, Subscription.From) || Has(state, Subscription.PendingIn)),
        StanzaType.Subscribed => Has(state, Subscription.PendingOut)
            ? new((state & ~Subscription.PendingOut) | Subscription.To, Passes: true)
            : new(state, Passes: false),
        StanzaType.Unsubscribed => new(
            state & ~(Subscription.To | Subscription.PendingOut),
            Passes: Has(state, Subscription.To) || Has(state, Subscription.PendingOut)),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not of a subscription."),
    };

    /// <summary>
    /// Whether the type belongs to the management of subscriptions (RFC 6121 §3), as opposed to presence itself.
    /// </summary>
    public static bool IsSubscriptionType(StanzaType type) =>
        type is StanzaType.Subscribe or StanzaType.Subscribed or StanzaType.Unsubscribe or StanzaType.Unsubscribed;

    private static SubscriptionStep OutboundSubscribed(Subscription state)
    {
        if (Has(state, Subscription.PendingIn))
            return new((state & ~Subscription.PendingIn) | Subscription.From, Passes: true);
        if (Has(state, Subscription.From))
            return new(state, Passes: false);
        return new(state | Subscription.Approved, Passes: false); // §3.4.2: remembered, told to nobody.
    }

    private static SubscriptionStep InboundSubscribe(Subscription state)
    {
        if (Has(state, Subscription.From))
            return new(state, Passes: false, Approves: true); // §3.1.3: they lost track; they are told again.
        if (Has(state, Subscription.Approved))
            return new((state & ~Subscription.PendingIn) | Subscription.From, Passes: false, Approves: true); // §3.4.2
        return new(state | Subscription.PendingIn, Passes: !Has(state, Subscription.PendingIn));
    }

    private static bool Has(Subscription state, Subscription flag) => (state & flag) != 0;
}

/// <summary>One step of a subscription.</summary>
/// <param name="Next">The state from now on.</param>
/// <param name="Passes">Whether the stanza goes on: out to the contact, or in to the account's resources.</param>
/// <param name="Approves">Whether the server answers <c>subscribed</c> on the account's behalf.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SubscriptionStep(Subscription Next, bool Passes, bool Approves = false)
{
    /// <summary>The contact receives the account's presence only from now on: it is sent what there is.</summary>
    public bool GainsSubscriber(Subscription before) => (Next & ~before & Subscription.From) != 0;

    /// <summary>
    /// The contact stops receiving the account's presence: it is told that all resources are unavailable.
    /// </summary>
    public bool LosesSubscriber(Subscription before) => (before & ~Next & Subscription.From) != 0;
}
