using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace XmppActors.Transport.Addresses;

/// <summary>Prepares resourceparts: PRECIS OpaqueString (RFC 7622 §3.4).</summary>
/// <remarks>RFC 7622's table of examples refuses a leading space, but neither it nor OpaqueString has a rule that does;
/// such resources are about, and accepted.</remarks>
internal static class ResourcepartProfile
{
    internal static bool TryPrepare(string text, [NotNullWhen(true)] out string? resourcepart)
    {
        resourcepart = null;
        return text.Length <= Jid.MaxBytes
            && OpaqueString.TryEnforce(text, out resourcepart)
            && Encoding.UTF8.GetByteCount(resourcepart) <= Jid.MaxPartBytes;
    }
}
