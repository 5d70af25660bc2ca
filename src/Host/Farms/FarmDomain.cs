using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Farms;

/// <summary>What may be the domain of a component.</summary>
internal static class FarmDomain
{
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out BareJid? domain)
    {
        if (text is not null && BareJid.TryParse(text, out domain) && domain.IsDomain)
            return true;
        domain = null;
        return false;
    }
}
