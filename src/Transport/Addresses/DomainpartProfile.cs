using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace XmppActors.Transport.Addresses;

/// <summary>Prepares domainparts (RFC 7622 §3.2): host names by IDNA2008 in lower case with U-labels, IPv4 addresses, IPv6 addresses in brackets.</summary>
internal static class DomainpartProfile
{
    private const int MaxLabelLength = 63;
    private const int MaxDomainLength = 253;

    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789ABCDEFabcdef:.");

    internal static bool TryPrepare(string text, [NotNullWhen(true)] out string? domainpart)
    {
        domainpart = null;
        if (text.Length is 0 or > Jid.MaxPartBytes)
            return false;
        if (text.Length > 2 && text[0] == '[')
            return TryPrepareIPv6(text, out domainpart);
        var name = text[^1] == '.' ? text[..^1] : text;
        if (IsPlainName(name))
            domainpart = name.ToLowerInvariant();
        return domainpart is not null;
    }

    private static bool TryPrepareIPv6(string text, [NotNullWhen(true)] out string? domainpart)
    {
        domainpart = null;
        var literal = text.AsSpan(1, text.Length - 2);
        if (text[^1] != ']' || literal.ContainsAnyExcept(IPv6Characters)) // No zone either: it means nothing to anybody else.
            return false;
        if (IPAddress.TryParse(literal, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
            domainpart = $"[{address}]";
        return domainpart is not null;
    }

    /// <summary>ASCII labels of letters, digits and hyphens, none of which could be an A-label (RFC 5890 §2.3.1: NR-LDH).</summary>
    private static bool IsPlainName(string name)
    {
        if (name.Length is 0 or > MaxDomainLength)
            return false;
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && name[i] != '.')
            {
                if (!char.IsAsciiLetterOrDigit(name[i]) && name[i] != '-')
                    return false;
                continue;
            }
            var label = name.AsSpan(start, i - start);
            if (label.Length is 0 or > MaxLabelLength || label[0] == '-' || label[^1] == '-'
                || (label.Length > 3 && label[2] == '-' && label[3] == '-'))
                return false;
            start = i + 1;
        }
        return true;
    }
}
