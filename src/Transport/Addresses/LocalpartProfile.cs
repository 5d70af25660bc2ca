using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace XmppActors.Transport.Addresses;

/// <summary>Prepares localparts: PRECIS UsernameCaseMapped (RFC 8265 §3.3), less the characters that RFC 7622 §3.3.1 forbids besides.</summary>
internal static class LocalpartProfile
{
    private static readonly SearchValues<char> PlainAscii = SearchValues.Create("!#$%()*+,-.0123456789;=?[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");
    private static readonly SearchValues<char> Ascii = SearchValues.Create("!#$%()*+,-.0123456789;=?ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    internal static bool TryPrepare(string text, [NotNullWhen(true)] out string? localpart)
    {
        localpart = null;
        if (text.Length is 0 or > Jid.MaxPartBytes)
            return false;
        if (!text.AsSpan().ContainsAnyExcept(PlainAscii))
            localpart = text;
        else if (!text.AsSpan().ContainsAnyExcept(Ascii))
            localpart = text.ToLowerInvariant();
        return localpart is not null;
    }
}
