using XmppActors.Actors.Components.Delegation;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <content>Tells its component what it may do for each of the server's domains, when it has joined its farms (XEP-0355 §4.2, XEP-0356 §4.2).</content>
internal sealed partial class InstanceStream
{
    private void Advertise()
    {
        foreach (var membership in _farms.Values)
        {
            var rules = membership.Farm.Rules;
            if (rules.Privileges.IsEmpty && rules.Delegations.IsEmpty) continue;
            foreach (var domain in _services.Domains.Order(StringComparer.Ordinal))
            {
                if (!rules.Privileges.IsEmpty) Tell(domain, membership, PrivilegeXml.ToAdvertisement(rules.Privileges));
                if (!rules.Delegations.IsEmpty) Tell(domain, membership, DelegationXml.ToAdvertisement(rules.Delegations));
            }
        }
    }

    private void Tell(string domain, FarmMembership membership, System.Xml.Linq.XElement content)
    {
        _services.Counters.Originated();
        Self.Tell(Stanza.Create(StanzaKind.Message, StanzaType.None, BareJid.Domain(domain), membership.Farm.Address, id: null, content), Self);
    }
}
