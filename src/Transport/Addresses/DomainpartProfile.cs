using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace XmppActors.Transport.Addresses;

/// <summary>Prepares domainparts (RFC 7622 §3.2): host names by IDNA2008 in lower case with U-labels, IPv4 addresses,
/// IPv6 addresses in brackets.</summary>
internal static class DomainpartProfile
{
    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789ABCDEFabcdef:.");

    internal static bool TryPrepare(string text, [NotNullWhen(true)] out string? domainpart)
    {
        domainpart = null;
        if (text.Length is 0 or > Jid.MaxBytes)
            return false;
        if (text.Length > 2 && text[0] == '[')
            return TryPrepareIPv6(text, out domainpart);
        var name = text[^1] == '.' ? text[..^1] : text;
        if (InternationalizedDomain.IsPlain(name))
            domainpart = name.ToLowerInvariant();
        else if (InternationalizedDomain.TryNormalize(text, out var normalized)
            && Encoding.UTF8.GetByteCount(normalized) <= Jid.MaxPartBytes)
            domainpart = normalized;
        return domainpart is not null;
    }

    private static bool TryPrepareIPv6(string text, [NotNullWhen(true)] out string? domainpart)
    {
        domainpart = null;
        var literal = text.AsSpan(1, text.Length - 2);
        if (text[^1] != ']' || literal.ContainsAnyExcept(IPv6Characters))
            return false; // No zone either: it means nothing to anybody else.
        if (IPAddress.TryParse(literal, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
            domainpart = $"[{address}]";
        return domainpart is not null;
    }
}
