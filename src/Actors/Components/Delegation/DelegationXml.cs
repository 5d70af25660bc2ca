using System.Collections.Immutable;
using System.Xml.Linq;

namespace XmppActors.Actors.Components.Delegation;

/// <summary>Delegated namespaces on the wire (XEP-0355, version 0.5).</summary>
internal static class DelegationXml
{
    /// <summary>Also the feature that tells of it.</summary>
    public const string Namespace = "urn:xmpp:delegation:2";

    /// <summary>Requests for information about nodes of accounts (§6.2.4).</summary>
    public const string AnyInfo = Namespace + ":bare:disco#info:*";

    /// <summary>Requests for the items of accounts (§6.2.5).</summary>
    public const string AnyItems = Namespace + ":bare:disco#items:*";

    public static readonly XName Delegation = XName.Get("delegation", Namespace);

    private static readonly XNamespace Ns = Namespace;

    /// <summary>What a component is told when it has connected (§4.2).</summary>
    public static XElement ToAdvertisement(ImmutableArray<FarmDelegation> delegations) => new(
        Delegation,
        delegations.Select(each => new XElement(
            Ns + "delegated",
            new XAttribute("namespace", each.Namespace),
            each.Attributes.Select(attribute => new XElement(Ns + "attribute", new XAttribute("name", attribute))))));
}
