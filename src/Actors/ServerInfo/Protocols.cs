using XmppActors.Actors.AdHocCommands;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Offline;
using XmppActors.Actors.Registration;
using XmppActors.Actors.Roster;

namespace XmppActors.Actors.ServerInfo;

/// <summary>The protocols that this server speaks for itself and for its accounts: one line each.</summary>
internal static class Protocols
{
    /// <param name="accountRegion">The accounts' shard region, asked for when it is needed.</param>
    /// <param name="services">Addresses beside this server, for service discovery; asked for at each request.</param>
    /// <param name="commands">What administrators may command.</param>
    /// <param name="desk">Who answers it.</param>
    /// <param name="statusAddresses">Where clients find out about outages (XEP-0455).</param>
    public static (DomainIqs Domain, AccountIqs Accounts) Compose(
        TimeProvider time,
        RegistrationSettings registration,
        Func<IActorRef> accountRegion,
        Func<IEnumerable<string>> services,
        ServerCommands commands,
        IActorRef desk,
        IReadOnlyList<string>? statusAddresses = null)
    {
        var domain = new DomainIqs();
        var accounts = new AccountIqs();
        RosterManagement.Register(accounts);
        ServiceDiscovery.Register(domain, accounts, services, statusAddresses ?? [], commands);
        commands.Register(domain, desk);
        Ping.Register(domain, accounts);
        SoftwareVersion.Register(domain);
        EntityTime.Register(domain, time);
        LastActivity.Register(domain, accounts, time);
        LegacySession.Register(domain, accounts);
        OfflineMessages.Register(domain);
        AccountRegistration.Register(domain, accounts, registration, accountRegion);
        PrivilegedIqs.Register(accounts);
        return (domain, accounts);
    }
}
