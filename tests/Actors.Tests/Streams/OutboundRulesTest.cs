using XmppActors.Actors.Streams;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Tests.Streams;

/// <summary>RFC 6120 §8.1, §8.2.3, §10.3; RFC 6121 §3 and §4: a stanza of romeo@montague.example/orchard.</summary>
public sealed class OutboundRulesTest
{
    private static readonly FullJid Romeo = FullJid.Parse("romeo@montague.example/orchard");

    [Theory]
    [InlineData("<message to='juliet@capulet.example'/>", "Route", "juliet@capulet.example")]
    [InlineData("<message to='juliet@capulet.example/balcony' type='chat'/>", "Route", "juliet@capulet.example/balcony")]
    [InlineData("<message type='nonsense' to='juliet@capulet.example'/>", "Route", "juliet@capulet.example")]
    [InlineData("<message/>", "Route", "romeo@montague.example")]
    [InlineData("<message to='not@@an@address'/>", "Bounce JidMalformed", null)]
    [InlineData("<presence/>", "ToAccount", null)]
    [InlineData("<presence type='unavailable'/>", "ToAccount", null)]
    [InlineData("<presence to='room@rooms.example/romeo'/>", "ToAccount", "room@rooms.example/romeo")]
    [InlineData("<presence type='subscribe' to='juliet@capulet.example'/>", "ToAccount", "juliet@capulet.example")]
    [InlineData("<presence type='subscribe'/>", "Bounce BadRequest", null)]
    [InlineData("<presence type='probe'/>", "Bounce BadRequest", null)]
    [InlineData("<presence type='nonsense'/>", "Bounce BadRequest", null)]
    [InlineData("<iq type='get' id='1'><query xmlns='jabber:iq:roster'/></iq>", "ToAccount", null)]
    [InlineData("<iq type='get' id='1' to='romeo@montague.example'><q xmlns='x'/></iq>", "ToAccount", "romeo@montague.example")]
    [InlineData("<iq type='get' id='1' to='romeo@montague.example/garden'><q xmlns='x'/></iq>", "Route", "romeo@montague.example/garden")]
    [InlineData("<iq type='get' id='1' to='montague.example'><q xmlns='x'/></iq>", "Route", "montague.example")]
    [InlineData("<iq type='result' id='1'/>", "ToAccount", null)]
    [InlineData("<iq type='error' id='1' to='juliet@capulet.example/balcony'/>", "Route", "juliet@capulet.example/balcony")]
    [InlineData("<iq type='get'><query xmlns='jabber:iq:roster'/></iq>", "Bounce BadRequest", null)]
    [InlineData("<iq id='1'><query xmlns='jabber:iq:roster'/></iq>", "Bounce BadRequest", null)]
    [InlineData("<iq type='nonsense' id='1'><query xmlns='jabber:iq:roster'/></iq>", "Bounce BadRequest", null)]
    [InlineData("<iq type='set' id='1' to='juliet@capulet.example'/>", "Bounce BadRequest", "juliet@capulet.example")]
    public void A_stanza_goes_on_with_the_full_JID_of_its_resource(string xml, string step, string? to)
    {
        var decision = OutboundRules.Decide(Wire.Stanza(xml), Romeo);

        Assert.Equal(step, Describe(decision));
        Assert.Equal(Romeo, decision.Stanza.From);
        Assert.Equal(to, decision.Stanza.To?.Value);
    }

    [Theory]
    [InlineData("romeo@montague.example/orchard", "Route")]
    [InlineData("romeo@montague.example", "Route")]
    [InlineData("ROMEO@Montague.example/orchard", "Route")]
    [InlineData("romeo@montague.example/garden", "InvalidFrom")]
    [InlineData("juliet@capulet.example", "InvalidFrom")]
    [InlineData("montague.example", "InvalidFrom")]
    [InlineData("not@@an@address", "InvalidFrom")]
    [InlineData("", "InvalidFrom")]
    public void A_from_must_be_the_sender_s_own(string from, string step)
    {
        var decision = OutboundRules.Decide(Wire.Stanza($"<message from='{from}' to='juliet@capulet.example'/>"), Romeo);

        Assert.Equal(step, Describe(decision));
    }

    private static string Describe(OutboundDecision decision) =>
        decision.Step == OutboundStep.Bounce ? $"Bounce {decision.Condition}" : decision.Step.ToString();
}
