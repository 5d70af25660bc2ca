namespace XmppActors.Actors.Accounts;

/// <summary>Bounds and choices for account entities; read once at start.</summary>
internal sealed record AccountSettings
{
    public static readonly AccountSettings Default = new();

    /// <summary>
    /// Resources bound to one account at a time; one more is refused with <c>resource-constraint</c> (RFC 6120
    /// §7.6.2.1).
    /// </summary>
    public int MaxResources { get; init; } = 20;

    public ResourceConflictPolicy ConflictPolicy { get; init; } = ResourceConflictPolicy.Replace;

    public BareMessagePolicy BareMessages { get; init; } = BareMessagePolicy.AllNonNegative;

    /// <summary>
    /// Stanzas that wait while an account is loading or writing; one more is bounced with <c>resource-constraint</c>,
    /// type <c>wait</c>.
    /// </summary>
    public int MaxWaitingStanzas { get; init; } = 1000;

    /// <summary>
    /// Messages stored for one account; one more is bounced with <c>service-unavailable</c> (XEP-0160). 0: none is
    /// stored.
    /// </summary>
    public int MaxOfflineMessages { get; init; } = 200;

    /// <summary>
    /// Contacts in one roster, pending requests included; one more is refused with <c>not-allowed</c>.
    /// </summary>
    public int MaxContacts { get; init; } = 2000;

    /// <summary>
    /// UTF-8 bytes of a contact's name or of a group's (RFC 6121 §2.3.3: longer is <c>not-acceptable</c>).
    /// </summary>
    public int MaxRosterNameBytes { get; init; } = 1023;

    /// <summary>Groups of one contact; more are <c>not-acceptable</c>.</summary>
    public int MaxGroups { get; init; } = 64;

    /// <summary>
    /// Bytes of a subscription request kept until it is answered; a longer one is kept without its payload.
    /// </summary>
    public int MaxRequestBytes { get; init; } = 4096;

    /// <summary>
    /// Addresses to which one resource has sent directed presence, and which are told when it becomes unavailable;
    /// presence to one more is bounced with <c>resource-constraint</c>.
    /// </summary>
    public int MaxDirectedPresence { get; init; } = 1000;

    /// <summary>An account without resources leaves memory after this long without a stanza.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// As <see cref="IdleTimeout"/>, for an address without account: whoever tries names must not fill the memory.
    /// </summary>
    public TimeSpan MissingAccountTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a resource whose node was lost is kept for its session to go on elsewhere; contacts notice nothing so long.</summary>
    public TimeSpan LostStreamTime { get; init; } = TimeSpan.FromSeconds(5);
}
