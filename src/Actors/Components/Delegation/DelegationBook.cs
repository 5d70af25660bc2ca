using XmppActors.Actors.ServerInfo;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Delegation;

/// <summary>Which requests to the server and to its accounts are whose to answer, as this node knows (XEP-0355, admin mode).</summary>
internal sealed class DelegationBook(FarmDirectory farms)
{
    /// <summary>Something is delegated.</summary>
    public bool IsUsed => farms.HaveDelegations;

    /// <summary>The farms that something is delegated to.</summary>
    public IEnumerable<FarmView> Farms => farms.Views.Where(static farm => !farm.Rules.Delegations.IsEmpty);

    /// <summary>Finds who answers a request that is for the server or for one of its accounts.</summary>
    /// <returns>Null: the server itself.</returns>
    public FarmView? Find(Stanza request)
    {
        if (!farms.HaveDelegations || request.Type is not (StanzaType.Get or StanzaType.Set) || request.PayloadName is not { } payload || request.IdBytes.IsEmpty)
            return null;
        foreach (var farm in farms.Views)
        {
            foreach (var delegation in farm.Rules.Delegations)
            {
                if (IsDelegated(request, payload, delegation))
                    return IsFrom(request.From!, farm) ? null : farm; // §4.3.1: the component's own are the server's.
            }
        }
        return null;
    }

    private static bool IsDelegated(Stanza request, XmlName payload, FarmDelegation delegation)
    {
        if (delegation.Namespace is DelegationXml.AnyInfo or DelegationXml.AnyItems)
            return IsOfAccount(request, payload, delegation.Namespace);
        if (payload.Namespace != delegation.Namespace) return false;
        if (delegation.Attributes.IsEmpty) return true;
        var element = request.FirstChild()!;
        foreach (var attribute in delegation.Attributes)
        {
            if (element.Attribute(attribute) is null) return false;
        }
        return true;
    }

    /// <summary>Accounts here have no nodes, and no items but their resources: every node, and all items, are the component's (§6.2.4, §6.2.5).</summary>
    private static bool IsOfAccount(Stanza request, XmlName payload, string ns) => request is { Type: StanzaType.Get, To.Localpart: not null }
        && (ns == DelegationXml.AnyItems
            ? payload == ServiceDiscovery.Items
            : payload == ServiceDiscovery.Info && request.FirstChild()!.Attribute("node") is { Value.Length: > 0 });

    private bool IsFrom(Jid from, FarmView farm) => farms.TryFind(from.Domainpart, out var sender) && ReferenceEquals(sender, farm);
}
