namespace XmppActors.Transport.Sasl;

/// <summary>How failed logins slow down and stop those who make them. Failures are forgotten one by one, evenly over
/// <see cref="Window"/>.</summary>
public sealed record LoginThrottleSettings
{
    /// <summary>Failures that cost nothing: people mistype.</summary>
    public int FreeFailures { get; init; } = 3;

    /// <summary>The wait after the first failure beyond those; doubled with each further one.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Failures after which an account is refused, from wherever it has not logged in before.</summary>
    public int AccountLimit { get; init; } = 12;

    /// <summary>Failures after which an address is refused; more than an account's, for many people share
    /// one.</summary>
    public int AddressLimit { get; init; } = 60;

    /// <summary>The time in which as many failures as the limit are forgotten.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Addresses, accounts, and pairs of them that have logged in, remembered at most of each; the longest
    /// unused go first.</summary>
    public int Capacity { get; init; } = 50_000;
}

/// <summary>What may happen with a login now.</summary>
public abstract record LoginDecision
{
    private LoginDecision()
    {
    }

    /// <summary>Go on after <paramref name="Delay"/>, often zero.</summary>
    public sealed record Proceed(TimeSpan Delay) : LoginDecision;

    /// <summary>Answer <c>temporary-auth-failure</c> (RFC 6120 §6.5.11) without looking at the credentials.</summary>
    public sealed record Refuse(TimeSpan RetryAfter) : LoginDecision;
}
