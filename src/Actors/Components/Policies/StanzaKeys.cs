using System.Text;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Policies;

/// <summary>What of a stanza decides who gets it.</summary>
internal static class StanzaKeys
{
    private static readonly PayloadPath Thread = PayloadPath.Parse("thread");
    private static readonly PayloadPath Node = PayloadPath.Parse("{http://jabber.org/protocol/pubsub}pubsub/*/@node");
    private static readonly PayloadPath OwnedNode = PayloadPath.Parse("{http://jabber.org/protocol/pubsub#owner}pubsub/*/@node");
    private static readonly PayloadPath InfoNode = PayloadPath.Parse("{http://jabber.org/protocol/disco#info}query/@node");
    private static readonly PayloadPath ItemsNode = PayloadPath.Parse("{http://jabber.org/protocol/disco#items}query/@node");

    /// <summary>The hash of the stanza's key; allocates nothing for the policies that look at addresses only.</summary>
    public static ulong HashOf(Stanza stanza, FarmRules rules) =>
        IsInPayload(stanza, rules, out var utf8) ? Rendezvous.Hash(utf8) : Rendezvous.Hash(AddressOf(stanza, rules, out _));

    /// <summary>The key as a text, for the operator.</summary>
    /// <param name="used">The policy that it is from: the farm's own, or its fallback.</param>
    public static string TextOf(Stanza stanza, FarmRules rules, out FarmPolicy used)
    {
        used = rules.Policy;
        return IsInPayload(stanza, rules, out var utf8) ? Encoding.UTF8.GetString(utf8) : AddressOf(stanza, rules, out used);
    }

    private static bool IsInPayload(Stanza stanza, FarmRules rules, out ReadOnlySpan<byte> utf8)
    {
        utf8 = default;
        return rules.Policy switch
        {
            FarmPolicy.Thread => stanza.Kind == StanzaKind.Message && Thread.TryFind(stanza, out utf8),
            FarmPolicy.PubsubNode => PathToNode(stanza) is { } path && path.TryFind(stanza, out utf8),
            FarmPolicy.Pick => rules.Pick is { } path && path.TryFind(stanza, out utf8),
            _ => false,
        };
    }

    private static PayloadPath? PathToNode(Stanza stanza) => stanza.Kind == StanzaKind.Iq
        ? stanza.PayloadName?.Namespace switch
        {
            "http://jabber.org/protocol/pubsub" => Node,
            "http://jabber.org/protocol/pubsub#owner" => OwnedNode,
            "http://jabber.org/protocol/disco#info" => InfoNode,
            "http://jabber.org/protocol/disco#items" => ItemsNode,
            _ => null,
        }
        : null;

    private static string AddressOf(Stanza stanza, FarmRules rules, out FarmPolicy used)
    {
        Jid from = stanza.From!, to = stanza.To!;
        used = rules.Policy == FarmPolicy.Room && to.Localpart is not null ? FarmPolicy.Room
            : rules.Policy <= FarmPolicy.FullDestination ? rules.Policy
            : rules.Fallback;
        return used switch
        {
            FarmPolicy.FullSource => from.Value,
            FarmPolicy.BareDestination or FarmPolicy.Room => to.Bare.Value,
            FarmPolicy.FullDestination => to.Value,
            _ => from.Bare.Value,
        };
    }
}
