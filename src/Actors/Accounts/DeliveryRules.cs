using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// Where a stanza for an account goes: RFC 6121 §8.5, table 1 of §8.5.4 and the sections about presence and iq.
/// </summary>
/// <remarks>
/// Where the RFC leaves a choice between silence and <c>service-unavailable</c>, the sender is told, except where the
/// answer would differ between an account that exists and one that does not in a way that the RFC does not already give
/// away.
/// </remarks>
internal static class DeliveryRules
{
    /// <summary>
    /// A message, by its effective type (no type and unknown types are <c>normal</c>, RFC 6121 §5.2.2).
    /// </summary>
    public static DeliveryAction Message(StanzaType type, Addressee addressee, AccountPresence presence) => type switch
    {
        StanzaType.Error => addressee == Addressee.MatchingResource ? DeliveryAction.ToResource : DeliveryAction.Ignore,
        _ when presence == AccountPresence.NoSuchAccount => // §8.5.1
            type == StanzaType.Headline && addressee == Addressee.Account
                ? DeliveryAction.Ignore
                : DeliveryAction.Bounce,
        _ => addressee switch
        {
            Addressee.MatchingResource => DeliveryAction.ToResource, // §8.5.3.1, whatever its priority.
            Addressee.Account => MessageToAccount(type, presence),
            _ => type == StanzaType.Chat ? MessageToAccount(type, presence) : DeliveryAction.Bounce, // §8.5.3.2.1
        },
    };

    /// <summary>Presence. A subscription and a probe are about the account even when they name a resource.</summary>
    public static DeliveryAction Presence(StanzaType type, Addressee addressee, AccountPresence presence) => type switch
    {
        StanzaType.None or StanzaType.Unavailable or StanzaType.Error => addressee switch
        {
            _ when presence == AccountPresence.NoSuchAccount => DeliveryAction.Ignore, // §8.5.1
            Addressee.MatchingResource => DeliveryAction.ToResource, // §8.5.3.1
            Addressee.Account => DeliveryAction.ToAvailable, // §8.5.2.1.2; without any: §8.5.2.2.2
            _ => DeliveryAction.Ignore, // §8.5.3.2.2
        },
        StanzaType.Subscribe or StanzaType.Subscribed or StanzaType.Unsubscribe or StanzaType.Unsubscribed =>
            presence == AccountPresence.NoSuchAccount ? DeliveryAction.Ignore : DeliveryAction.Process,
        StanzaType.Probe => DeliveryAction.Process, // §4.3.2 has an answer for missing accounts too.
        _ => DeliveryAction.Bounce,
    };

    /// <summary>An iq: a request for the account is the server's to answer, on its behalf.</summary>
    public static DeliveryAction Iq(StanzaType type, Addressee addressee, AccountPresence presence)
    {
        var isRequest = type is StanzaType.Get or StanzaType.Set;
        return addressee switch
        {
            _ when presence == AccountPresence.NoSuchAccount => // §8.5.1
                isRequest ? DeliveryAction.Bounce : DeliveryAction.Ignore,
            Addressee.MatchingResource => DeliveryAction.ToResource, // §8.5.3.1
            Addressee.Account when isRequest => DeliveryAction.Process, // §8.5.2.1.3, §8.5.2.2.3
            _ => isRequest ? DeliveryAction.Bounce : DeliveryAction.Ignore, // §8.5.3.2.3
        };
    }

    private static DeliveryAction MessageToAccount(StanzaType type, AccountPresence presence) => (type, presence) switch
    {
        (StanzaType.Groupchat, _) => DeliveryAction.Bounce, // §8.5.2.1.1: a room sends to full JIDs.
        (StanzaType.Headline, AccountPresence.NonNegative) => DeliveryAction.ToNonNegative,
        (StanzaType.Headline, _) => DeliveryAction.Ignore, // §8.5.2.2.1
        (_, AccountPresence.NonNegative) => DeliveryAction.ToPreferred,
        _ => DeliveryAction.Store, // §8.5.2.2.1, XEP-0160
    };
}

/// <summary>What becomes of a stanza that reached its account.</summary>
internal enum DeliveryAction
{
    /// <summary>To the resource that the full JID names.</summary>
    ToResource,

    /// <summary>To all available resources whose priority is not negative.</summary>
    ToNonNegative,

    /// <summary>
    /// As <see cref="ToNonNegative"/>, or to the most available of them: <see cref="BareMessagePolicy"/>.
    /// </summary>
    ToPreferred,

    /// <summary>To all available resources.</summary>
    ToAvailable,

    /// <summary>
    /// Kept until a resource with non-negative priority becomes available; bounced where it cannot be kept.
    /// </summary>
    Store,

    /// <summary>The server deals with it for the account: a request, a subscription, a probe.</summary>
    Process,

    /// <summary>Back to the sender as <c>service-unavailable</c>.</summary>
    Bounce,

    /// <summary>Dropped, since the RFC demands silence.</summary>
    Ignore,
}

/// <summary>What the <c>to</c> of an inbound stanza names (RFC 6121 §8.5.2, §8.5.3).</summary>
internal enum Addressee
{
    /// <summary>The account, by its bare JID.</summary>
    Account,

    /// <summary>A connected or available resource, by its full JID.</summary>
    MatchingResource,

    /// <summary>A resource that is not connected.</summary>
    UnknownResource,
}

/// <summary>How present the addressee's account is: the row groups of table 1, RFC 6121 §8.5.4.</summary>
internal enum AccountPresence
{
    NoSuchAccount,

    /// <summary>No available resource; there may be connected ones.</summary>
    Unavailable,

    /// <summary>Available resources, all with a negative priority.</summary>
    OnlyNegative,

    /// <summary>One or more available resources with a priority of 0 or more.</summary>
    NonNegative,
}

/// <summary>
/// Which resources get a message for a bare JID when several could (RFC 6121 §8.5.2.1.1 leaves that open).
/// </summary>
internal enum BareMessagePolicy
{
    /// <summary>All with a non-negative priority: a person's devices show one conversation. The default.</summary>
    AllNonNegative,

    /// <summary>The one with the highest priority; with equal priorities all of these.</summary>
    MostAvailable,
}
