using XmppActors.Actors.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Privileges;

/// <summary>Presence that components are told because they may hear it, without any subscription (XEP-0356 §7).</summary>
internal static class PrivilegedPresence
{
    /// <summary>A resource of the account has become available, or unavailable.</summary>
    /// <param name="presence">Without <c>to</c>.</param>
    public static void TellOwn(IAccount account, Stanza presence)
    {
        foreach (var component in account.Services.Privileges.HearingPresence(PresenceAccess.ManagedEntity))
            account.Send(presence.WithTo(component));
    }

    /// <summary>A contact whose presence the account may have has sent it to the account.</summary>
    public static void TellContacts(IAccount account, Stanza presence)
    {
        if (presence.Type is not (StanzaType.None or StanzaType.Unavailable) || presence.From is not FullJid) return;
        foreach (var component in account.Services.Privileges.HearingPresence(PresenceAccess.Roster))
        {
            if (account.Contacts.IsPublisher(presence.From)) account.Send(presence.WithTo(component));
        }
    }
}
