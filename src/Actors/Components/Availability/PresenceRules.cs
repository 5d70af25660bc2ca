using System.Runtime.InteropServices;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability;

/// <summary>What a farm answers to presence for its bare domain: it approves by its list, and subscribes to nobody (RFC 6121 §§3, 4.3).</summary>
internal static class PresenceRules
{
    /// <param name="type">Of the presence that has come.</param>
    /// <param name="isSubscriber">Its sender receives the farm's presence.</param>
    /// <param name="isPermitted">Its sender may.</param>
    /// <param name="isFull">There is no room for one more subscriber.</param>
    public static PresenceStep On(StanzaType type, bool isSubscriber, bool isPermitted, bool isFull) => type switch
    {
        StanzaType.Subscribe when isPermitted && (isSubscriber || !isFull) => new(SubscriberChange.Adds, StanzaType.Subscribed, true),
        StanzaType.Subscribe => new(Loss(isSubscriber), StanzaType.Unsubscribed, false),
        StanzaType.Unsubscribe => new(Loss(isSubscriber), null, false),
        StanzaType.Probe when isSubscriber && isPermitted => new(SubscriberChange.None, null, true),
        StanzaType.Probe => new(Loss(isSubscriber), StanzaType.Unsubscribed, false), // §4.3.2
        _ => default, // Directed presence, errors, and answers to what was never asked.
    };

    private static SubscriberChange Loss(bool isSubscriber) => isSubscriber ? SubscriberChange.Removes : SubscriberChange.None;
}

/// <summary>What one presence stanza leads to.</summary>
/// <param name="Change">To the farm's subscribers.</param>
/// <param name="Answer">Of which type the answer to it is; null: none.</param>
/// <param name="SendsPresence">Its sender is sent what the farm's presence is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PresenceStep(SubscriberChange Change, StanzaType? Answer, bool SendsPresence);

/// <summary>What becomes of a subscription to a farm's presence.</summary>
internal enum SubscriberChange
{
    None = 0,

    /// <summary>There is one from now on, if there was none.</summary>
    Adds = 1,

    /// <summary>It ends: its former holder is told that the farm is unavailable.</summary>
    Removes = 2,
}
