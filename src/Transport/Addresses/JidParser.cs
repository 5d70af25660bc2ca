using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;

namespace XmppActors.Transport.Addresses;

/// <summary>Splits an address before its parts are prepared: at the first <c>/</c>, then at the first <c>@</c> (RFC
/// 7622 §3.1).</summary>
internal static class JidParser
{
    /// <summary>Reads an address that the cache does not hold, and has it remembered. Its bare part and its domain come
    /// through the cache too, so that a thousand resources share one <see cref="BareJid"/> and a thousand accounts one
    /// domain string.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        if (utf8.IndexOf((byte)'/') is >= 0 and var slash)
        {
            if (Jid.TryParse(utf8[..slash], out var bare) && TryDecode(utf8[(slash + 1)..], out var resource)
                && bare.Bare.TryWithResource(resource, out var full))
                jid = full;
        }
        else if (utf8.IndexOf((byte)'@') is >= 0 and var at)
        {
            if (!utf8[(at + 1)..].Contains((byte)'@') && Jid.TryParse(utf8[(at + 1)..], out var domain)
                && TryDecode(utf8[..at], out var localpart) && LocalpartProfile.TryPrepare(localpart, out var prepared))
                jid = new BareJid(prepared, domain.Domainpart);
        }
        else if (TryDecode(utf8, out var text) && DomainpartProfile.TryPrepare(text, out var prepared))
        {
            jid = new BareJid(null, prepared);
        }
        if (jid is null)
            return false;
        JidCache.Shared.Add(utf8, jid);
        return true;
    }

    internal static bool TryParseUncached(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        return utf8.Length <= Jid.MaxBytes && TryDecode(utf8, out var text) && TryParse(text, out jid);
    }

    internal static bool TryParse(string text, [NotNullWhen(true)] out Jid? jid)
    {
        jid = null;
        if (text.Length > Jid.MaxBytes)
            return false;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var bareText = slash < 0 ? text : text[..slash];
        var at = bareText.IndexOf('@', StringComparison.Ordinal);
        if (!BareJid.TryCreate(at < 0 ? null : bareText[..at], bareText[(at + 1)..], out var bare))
            return false;
        if (slash < 0)
            jid = bare;
        else if (bare.TryWithResource(text[(slash + 1)..], out var full))
            jid = full;
        return jid is not null;
    }

    private static bool TryDecode(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text)
    {
        var chars = ArrayPool<char>.Shared.Rent(utf8.Length);
        var status = Utf8.ToUtf16(utf8, chars, out _, out var written, replaceInvalidSequences: false);
        text = status == OperationStatus.Done ? new string(chars, 0, written) : null;
        ArrayPool<char>.Shared.Return(chars);
        return text is not null;
    }
}
