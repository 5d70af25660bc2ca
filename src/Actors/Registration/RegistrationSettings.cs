namespace XmppActors.Actors.Registration;

/// <summary>What of In-Band Registration (XEP-0077) is allowed; read once at start.</summary>
internal sealed record RegistrationSettings
{
    public static readonly RegistrationSettings Default = new();

    /// <summary>Strangers may make accounts. Off by default: an open server is soon a spammer's.</summary>
    public bool AllowNewAccounts { get; init; }

    /// <summary>Users may change their password over an authenticated stream.</summary>
    public bool AllowPasswordChange { get; init; } = true;

    /// <summary>Users may remove their account over an authenticated stream.</summary>
    public bool AllowCancel { get; init; } = true;

    /// <summary>
    /// Accounts made from one address (IPv6: one /64) within <see cref="Window"/>; one more is <c>not-acceptable</c>.
    /// </summary>
    public int MaxPerAddress { get; init; } = 3;

    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Characters of a new password at least; fewer are <c>not-acceptable</c>.</summary>
    public int MinPasswordLength { get; init; } = 6;

    /// <summary>
    /// Accounts being made at a time; more are refused with <c>resource-constraint</c>. Deriving keys costs
    /// milliseconds of a core.
    /// </summary>
    public int MaxConcurrent { get; init; } = 4;

    /// <summary>
    /// Addresses remembered for <see cref="MaxPerAddress"/>; with more of them within one window, further ones are
    /// refused.
    /// </summary>
    public int MaxAddresses { get; init; } = 10_000;
}
