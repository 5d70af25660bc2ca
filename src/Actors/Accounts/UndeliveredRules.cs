using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// What becomes of a stanza that was handed to a resource whose client never got it (XEP-0198 §5, RFC 6121 §8.5.3.2).
/// </summary>
/// <remarks>
/// A message that was addressed to the bare JID was given to every resource that was there. It is given again only to
/// those that came after the lost one, since only they can have missed it; where there is none, the others have it
/// already, and where there are no others, it is stored. A message for the lost resource alone goes to whoever speaks
/// for the account now: the sender believed to talk to the person.
/// </remarks>
internal static class UndeliveredRules
{
    /// <param name="toAccount">The stanza's <c>to</c> is the bare JID, so that other resources got copies.</param>
    /// <param name="hasLaterNonNegative">A resource with non-negative priority was bound after the lost one.</param>
    /// <param name="hasNonNegative">Any resource with non-negative priority is available.</param>
    public static UndeliveredAction Decide(
        StanzaKind kind, StanzaType type, bool toAccount, bool hasLaterNonNegative, bool hasNonNegative) => kind switch
        {
            StanzaKind.Iq when type is StanzaType.Get or StanzaType.Set => UndeliveredAction.Bounce,
            StanzaKind.Iq => UndeliveredAction.Ignore,
            StanzaKind.Presence => UndeliveredAction.Ignore, // No use to others; a request is in the roster.
            _ => type switch
            {
                StanzaType.Error => UndeliveredAction.Ignore,
                StanzaType.Groupchat => UndeliveredAction.Bounce, // So that the room learns that its occupant is gone.
                StanzaType.Headline => toAccount ? UndeliveredAction.Ignore : UndeliveredAction.Bounce,
                _ when !toAccount => hasNonNegative ? UndeliveredAction.ToNonNegative : UndeliveredAction.Store,
                _ when hasLaterNonNegative => UndeliveredAction.ToLaterNonNegative,
                _ when hasNonNegative => UndeliveredAction.Ignore,
                _ => UndeliveredAction.Store,
            },
        };
}

/// <summary>The outcomes of <see cref="UndeliveredRules"/>.</summary>
internal enum UndeliveredAction
{
    ToNonNegative,

    /// <summary>To those resources with non-negative priority that were bound after the lost one.</summary>
    ToLaterNonNegative,

    Store,

    /// <summary>Back to the sender as <c>service-unavailable</c>.</summary>
    Bounce,

    Ignore,
}
