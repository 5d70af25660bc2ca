using XmppActors.Actors.Storage;

namespace XmppActors.Actors.Presence;

/// <summary>
/// The state between an account and one contact, as the account's server keeps it. Without <see cref="Approved"/> these
/// are the nine states of RFC 6121 appendix A.1: <see cref="PendingOut"/> excludes <see cref="To"/>, and <see
/// cref="PendingIn"/> excludes <see cref="From"/>.
/// </summary>
[Flags]
internal enum Subscription
{
    None = 0,

    /// <summary>The account receives the contact's presence.</summary>
    To = 1,

    /// <summary>The contact receives the account's presence.</summary>
    From = 2,

    Both = To | From,

    /// <summary>The account has asked for the contact's presence.</summary>
    PendingOut = 4,

    /// <summary>The contact has asked for the account's presence.</summary>
    PendingIn = 8,

    /// <summary>The account has approved the contact before being asked (RFC 6121 §3.4).</summary>
    Approved = 16,
}

/// <summary>Where the storage's fields and the states of appendix A meet.</summary>
internal static class Subscriptions
{
    public static Subscription State(this RosterEntry? entry)
    {
        if (entry is null)
            return Subscription.None;
        var state = entry.Subscription switch
        {
            RosterSubscription.To => Subscription.To,
            RosterSubscription.From => Subscription.From,
            RosterSubscription.Both => Subscription.Both,
            _ => Subscription.None,
        };
        if (entry.PendingOut)
            state |= Subscription.PendingOut;
        if (entry.PendingIn)
            state |= Subscription.PendingIn;
        if (entry.Approved)
            state |= Subscription.Approved;
        return state;
    }

    /// <summary>
    /// The entry in another state. <paramref name="request"/> is kept only while the state says that it is pending.
    /// </summary>
    public static RosterEntry With(this RosterEntry entry, Subscription state, InboundRequest? request) => entry with
    {
        Subscription = (state & Subscription.Both) switch
        {
            Subscription.To => RosterSubscription.To,
            Subscription.From => RosterSubscription.From,
            Subscription.Both => RosterSubscription.Both,
            _ => RosterSubscription.None,
        },
        PendingOut = (state & Subscription.PendingOut) != 0,
        Approved = (state & Subscription.Approved) != 0,
        InboundRequest = (state & Subscription.PendingIn) != 0 ? request ?? entry.InboundRequest : null,
    };

    public static bool HasTo(this RosterEntry? entry) =>
        entry is { Subscription: RosterSubscription.To or RosterSubscription.Both };

    public static bool HasFrom(this RosterEntry? entry) =>
        entry is { Subscription: RosterSubscription.From or RosterSubscription.Both };
}
