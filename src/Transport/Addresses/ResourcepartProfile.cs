using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace XmppActors.Transport.Addresses;

/// <summary>Prepares resourceparts: PRECIS OpaqueString (RFC 8265 §4.2, RFC 7622 §3.4).</summary>
internal static class ResourcepartProfile
{
    internal static bool TryPrepare(string text, [NotNullWhen(true)] out string? resourcepart)
    {
        resourcepart = null;
        if (text.Length is 0 or > Jid.MaxPartBytes)
            return false;
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            resourcepart = text;
        return resourcepart is not null;
    }
}
