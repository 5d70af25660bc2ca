namespace XmppActors.Actors.Components.Administration;

/// <summary>What an operator calls instances by: an id; <c>endpoint:NAME</c>, for what was dialled as that; <c>address:HOST</c> or
/// <c>address:HOST:PORT</c>, for where it connected from; or a pattern of ids in which <c>*</c> stands for any text.</summary>
/// <remarks>All but an id mean those that come later too.</remarks>
internal static class InstanceTarget
{
    private const string Endpoint = "endpoint:";
    private const string Address = "address:";

    /// <summary>It names one instance only, and ends with it.</summary>
    public static bool IsId(string target) => !target.StartsWith(Endpoint, StringComparison.Ordinal)
        && !target.StartsWith(Address, StringComparison.Ordinal) && !target.Contains('*', StringComparison.Ordinal);

    public static bool Matches(string target, FarmInstance instance)
    {
        if (target.StartsWith(Endpoint, StringComparison.Ordinal))
            return instance.Endpoint is { } endpoint && endpoint.AsSpan().SequenceEqual(target.AsSpan(Endpoint.Length));
        if (!target.StartsWith(Address, StringComparison.Ordinal))
            return MatchesPattern(target, instance.Id);
        var address = target.AsSpan(Address.Length);
        return instance.RemoteAddress.AsSpan().SequenceEqual(address) || HostOf(instance.RemoteAddress).SequenceEqual(address);
    }

    /// <summary>An address without its port; an IPv6 one without its brackets.</summary>
    public static ReadOnlySpan<char> HostOf(string remoteAddress)
    {
        var colon = remoteAddress.LastIndexOf(':');
        return colon < 0 ? remoteAddress : remoteAddress.AsSpan(0, colon).Trim("[]");
    }

    /// <summary>Each part between stars is found, leftmost first, in what the parts before have left.</summary>
    private static bool MatchesPattern(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var star = pattern.IndexOf('*');
        if (star < 0) return text.SequenceEqual(pattern);
        if (!text.StartsWith(pattern[..star], StringComparison.Ordinal)) return false;
        pattern = pattern[(star + 1)..];
        text = text[star..];
        while (pattern.IndexOf('*') is >= 0 and var next)
        {
            var found = text.IndexOf(pattern[..next], StringComparison.Ordinal);
            if (found < 0) return false;
            pattern = pattern[(next + 1)..];
            text = text[(found + next)..];
        }

        return text.EndsWith(pattern, StringComparison.Ordinal);
    }
}
