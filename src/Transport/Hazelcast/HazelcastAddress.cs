namespace XmppActors.Transport.Hazelcast;

/// <summary>Where a member listens for the others.</summary>
/// <param name="Host">An address or a name.</param>
public sealed record HazelcastAddress(string Host, int Port)
{
    /// <summary>Of a domain name: 253 characters.</summary>
    internal const int LongestHost = 253;

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

/// <summary>A member's version. Major and minor are the cluster's.</summary>
public readonly record struct HazelcastVersion(byte Major, byte Minor, byte Patch)
{
    public override string ToString() => $"{Major}.{Minor}.{Patch}";
}
