using XmppActors.Actors.Presence;

namespace XmppActors.Actors.Tests.Presence;

/// <summary>The nine states of RFC 6121 appendix A.1, by the RFC's own names.</summary>
internal static class SubscriptionStates
{
    public static Subscription Parse(string name) => name switch
    {
        "None" => Subscription.None,
        "None + Pending Out" => Subscription.PendingOut,
        "None + Pending In" => Subscription.PendingIn,
        "None + Pending Out+In" => Subscription.PendingOut | Subscription.PendingIn,
        "To" => Subscription.To,
        "To + Pending In" => Subscription.To | Subscription.PendingIn,
        "From" => Subscription.From,
        "From + Pending Out" => Subscription.From | Subscription.PendingOut,
        "Both" => Subscription.Both,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No state of appendix A.1."),
    };

    public static string Name(Subscription state) => (state & ~Subscription.Approved) switch
    {
        Subscription.None => "None",
        Subscription.PendingOut => "None + Pending Out",
        Subscription.PendingIn => "None + Pending In",
        Subscription.PendingOut | Subscription.PendingIn => "None + Pending Out+In",
        Subscription.To => "To",
        Subscription.To | Subscription.PendingIn => "To + Pending In",
        Subscription.From => "From",
        Subscription.From | Subscription.PendingOut => "From + Pending Out",
        Subscription.Both => "Both",
        var other => $"{other}, which is no state of appendix A.1",
    };
}
