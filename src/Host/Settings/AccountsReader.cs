using XmppActors.Actors.Accounts;

namespace XmppActors.Host.Settings;

/// <summary>What <c>xmpp.accounts</c>, <c>xmpp.roster</c> and <c>xmpp.offline</c> say of accounts.</summary>
internal static class AccountsReader
{
    public static AccountSettings Read(SettingsBlock xmpp)
    {
        var accounts = xmpp.Block("accounts");
        var roster = xmpp.Block("roster");
        return new AccountSettings
        {
            MaxResources = accounts.Number("max-resources", 1, 10_000),
            ConflictPolicy = accounts.Choice(
                "resource-conflict",
                ("replace", ResourceConflictPolicy.Replace),
                ("refuse", ResourceConflictPolicy.Refuse),
                ("rename", ResourceConflictPolicy.Rename)),
            BareMessages = accounts.Choice(
                "bare-messages",
                ("all", BareMessagePolicy.AllNonNegative),
                ("most-available", BareMessagePolicy.MostAvailable)),
            MaxWaitingStanzas = accounts.Number("max-waiting-stanzas", 1, 1_000_000),
            MaxDirectedPresence = accounts.Number("max-directed-presence", 1, 1_000_000),
            IdleTimeout = accounts.Duration("idle-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            MissingAccountTimeout = accounts.Duration(
                "missing-account-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            MaxContacts = roster.Number("max-contacts", 1, 1_000_000),
            MaxRosterNameBytes = roster.Size("max-name-size", 64, 64 * 1024),
            MaxGroups = roster.Number("max-groups", 0, 10_000),
            MaxRequestBytes = roster.Size("max-request-size", 0, 1 << 20),
            MaxOfflineMessages = xmpp.Block("offline").Number("max-messages", 0, 1_000_000),
        };
    }
}
