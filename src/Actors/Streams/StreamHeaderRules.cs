using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>Judges a client's stream header (RFC 6120 §4.7). Pure.</summary>
internal static class StreamHeaderRules
{
    /// <param name="domains">The served domains.</param>
    /// <param name="account">Whom the stream has authenticated; null before.</param>
    /// <param name="domain">The served domain that is meant.</param>
    /// <param name="error">Why there can be no such stream.</param>
    public static bool TryAccept(
        StreamHeader header,
        IReadOnlySet<string> domains,
        BareJid? account,
        [NotNullWhen(true)] out string? domain,
        [NotNullWhen(false)] out StreamError? error)
    {
        domain = null;
        error = CheckVersion(header.Version) ?? CheckTo(header.To, domains, account, out domain)
            ?? CheckFrom(header.From, account);
        return error is null;
    }

    /// <summary>Ours is 1.0; whoever offers more gets that (§4.7.5), whoever offers less or nothing predates the
    /// RFC.</summary>
    private static StreamError? CheckVersion(string? version)
    {
        var major = version is null ? [] : version.AsSpan(0, Math.Max(0, version.IndexOf('.')));
        return int.TryParse(major, out var number) && number >= 1
            ? null
            : new StreamError(StreamErrorCondition.UnsupportedVersion);
    }

    private static StreamError? CheckTo(string? to, IReadOnlySet<string> domains, BareJid? account, out string? domain)
    {
        domain = null;
        if (to is null || !Jid.TryParse(to, out var address) || !address.IsDomain)
            return new StreamError(StreamErrorCondition.ImproperAddressing, "'to' must name the domain that you want");
        if (!domains.Contains(address.Domainpart))
            return new StreamError(StreamErrorCondition.HostUnknown);
        if (account is not null && account.Domainpart != address.Domainpart)
            return new StreamError(StreamErrorCondition.NotAuthorized, "you have authenticated to another domain");
        domain = address.Domainpart;
        return null;
    }

    /// <summary>A client need not give it, and need not be right before it has authenticated (§4.7.1).</summary>
    private static StreamError? CheckFrom(string? from, BareJid? account)
    {
        if (from is null) return null;
        return Jid.TryParse(from, out var address) && (account is null || address.Bare.Equals(account))
            ? null
            : new StreamError(StreamErrorCondition.InvalidFrom);
    }
}
