using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

internal static class SaslAuthorization
{
    /// <summary>A user acts as nobody but themselves: an authorisation identity is absent, or the account's own bare
    /// JID (RFC 6120 §6.3.8).</summary>
    internal static bool IsOwn(string authzid, BareJid account) =>
        authzid.Length == 0 || (BareJid.TryParse(authzid, out BareJid? jid) && jid.Equals(account));
}
