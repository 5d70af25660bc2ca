using System.Xml.Linq;
using XmppActors.Actors.Components.Availability;

namespace XmppActors.Actors.Tests.Components.Availability;

/// <summary>The hashes of both generations of entity capabilities, by the examples of their specifications.</summary>
public class CapabilitiesTests
{
    private static readonly XElement Exodus = XElement.Parse("""
        <query xmlns='http://jabber.org/protocol/disco#info'>
          <identity category='client' name='Exodus 0.9.1' type='pc'/>
          <feature var='http://jabber.org/protocol/caps'/>
          <feature var='http://jabber.org/protocol/disco#items'/>
          <feature var='http://jabber.org/protocol/disco#info'/>
          <feature var='http://jabber.org/protocol/muc'/>
        </query>
        """);

    [Fact] // XEP-0115 §5.2
    public void The_older_hash_is_that_of_the_example() => Assert.Equal("QgayPKawpkPSDYmwT/WM94uAlu0=", Capabilities.OldHash(Exodus));

    [Fact] // XEP-0390 §4.5.1
    public void The_newer_hash_is_that_of_the_example()
    {
        string[] features =
        [
            "http://jabber.org/protocol/si", "http://jabber.org/protocol/bytestreams", "http://jabber.org/protocol/chatstates",
            "http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items", "urn:xmpp:ping", "jabber:iq:time",
            "jabber:iq:privacy", "jabber:iq:version", "http://jabber.org/protocol/rosterx", "urn:xmpp:time", "jabber:x:oob",
            "http://jabber.org/protocol/ibb", "http://jabber.org/protocol/si/profile/file-transfer", "urn:xmpp:receipts", "jabber:iq:roster",
            "jabber:iq:last",
        ];
        XNamespace ns = "http://jabber.org/protocol/disco#info";
        var query = new XElement(
            ns + "query",
            new XElement(ns + "identity", new XAttribute("category", "client"), new XAttribute("name", "BombusMod"), new XAttribute("type", "mobile")),
            features.Select(feature => new XElement(ns + "feature", new XAttribute("var", feature))));

        Assert.Equal("kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=", Capabilities.NewHash(query));
    }

    [Fact]
    public void A_node_stands_for_one_answer_only()
    {
        var other = new XElement(Exodus);
        other.Elements().Last().Remove();

        Assert.True(Capabilities.IsNodeOf(Exodus, $"{Capabilities.Node}#{Capabilities.OldHash(Exodus)}"));
        Assert.True(Capabilities.IsNodeOf(Exodus, $"urn:xmpp:caps#sha-256.{Capabilities.NewHash(Exodus)}"));
        Assert.False(Capabilities.IsNodeOf(other, $"{Capabilities.Node}#{Capabilities.OldHash(Exodus)}"));
        Assert.False(Capabilities.IsNode("http://other.example#hash"));
    }
}
