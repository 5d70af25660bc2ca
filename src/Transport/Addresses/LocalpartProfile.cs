using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace XmppActors.Transport.Addresses;

/// <summary>Prepares localparts: PRECIS UsernameCaseMapped, less the characters that RFC 7622 §3.3.1 forbids
/// besides.</summary>
internal static class LocalpartProfile
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("\"&'/:<>@");
    private static readonly SearchValues<char> LowerAscii =
        SearchValues.Create("!#$%()*+,-.0123456789;=?[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    internal static bool TryPrepare(string text, [NotNullWhen(true)] out string? localpart)
    {
        localpart = null;
        if (text.Length is 0 or > Jid.MaxBytes)
            return false;
        if (!text.AsSpan().ContainsAnyExcept(LowerAscii))
            localpart = text;
        else if (Ascii.IsValid(text))
            localpart = OnlyLowerAscii(text.ToLowerInvariant());
        else if (UsernameCaseMapped.TryEnforce(text, out var username) && !username.AsSpan().ContainsAny(Forbidden))
            localpart = username;
        return localpart is not null && Encoding.UTF8.GetByteCount(localpart) <= Jid.MaxPartBytes;
    }

    private static string? OnlyLowerAscii(string text) => text.AsSpan().ContainsAnyExcept(LowerAscii) ? null : text;
}
