using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage;

/// <summary>
/// One contact as an account knows it: the roster item and its subscription state (RFC 6121 §2.1.2, appendix A).
/// </summary>
/// <remarks>
/// A contact need not be in the roster: an inbound request alone ("None + Pending In") is kept unlisted, and so is the
/// memory of a removed item, which roster versioning needs.
/// </remarks>
internal sealed record RosterEntry(Jid Contact)
{
    /// <summary>Clients see it as a roster item.</summary>
    public bool IsListed { get; init; }

    /// <summary>
    /// The roster's version in which clients were last told of this entry, removal included; 0: never.
    /// </summary>
    public long Version { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    public RosterSubscription Subscription { get; init; }

    /// <summary>
    /// The account asked for the contact's presence and has no answer yet: <c>ask='subscribe'</c> (RFC 6121 §2.1.2.2).
    /// </summary>
    public bool PendingOut { get; init; }

    /// <summary>The account approved the contact before being asked (RFC 6121 §3.4).</summary>
    public bool Approved { get; init; }

    /// <summary>The contact's request that the account has not answered yet ("Pending In"), or null.</summary>
    public InboundRequest? InboundRequest { get; init; }

    public bool PendingIn => InboundRequest is not null;

    /// <summary>
    /// An item taken out of the roster in <paramref name="version"/>; clients learn <c>subscription='remove'</c> from
    /// it.
    /// </summary>
    public static RosterEntry Removed(Jid contact, long version) => new(contact) { Version = version };
}

/// <summary>The <c>subscription</c> attribute of a roster item (RFC 6121 §2.1.2.5).</summary>
internal enum RosterSubscription
{
    None,
    To,
    From,
    Both,
}

/// <summary>
/// A contact's unanswered <c>subscribe</c>, delivered again at each initial presence until answered (RFC 6121 §3.1.3).
/// </summary>
/// <param name="Stanza">The whole stanza with its payload, as UTF-8.</param>
internal sealed record InboundRequest(ReadOnlyMemory<byte> Stanza, DateTimeOffset ReceivedAt);
