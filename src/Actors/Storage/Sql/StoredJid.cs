using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Storage.Sql;

/// <summary>
/// Addresses as this server once wrote them: one that cannot be read is damage, not a peer's mistake.
/// </summary>
internal static class StoredJid
{
    public static Jid Parse(string text) =>
        Jid.TryParse(text, out Jid? jid) ? jid : throw new InvalidDataException(
            $"'{text}', found in the storage, is no JID.");

    public static BareJid ParseBare(string text) => Parse(text) as BareJid
        ?? throw new InvalidDataException($"'{text}', found in the storage, is no bare JID.");
}
