using XmppActors.Actors.Components;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Components;

public class ComponentRulesTests
{
    [Fact] // XEP-0114 §3; the digest was computed with sha1sum
    public void Handshake_is_the_hexadecimal_SHA1_of_stream_id_and_secret()
    {
        const string handshake = "aaee83c26aeeafcbabeabfcbcd50df997e0a2a1e";

        Assert.NotNull(ComponentRules.FindAuthentic(handshake, "3BF96D32", [new(null, "test")]));
        Assert.Equal("7", ComponentRules.FindAuthentic($" {handshake.ToUpperInvariant()}\n", "3BF96D32", [new(null, "other"), new("7", "test")])?.Id);
        Assert.Null(ComponentRules.FindAuthentic(handshake, "3BF96D33", [new(null, "test")]));
        Assert.Null(ComponentRules.FindAuthentic(handshake, "3BF96D32", []));
        Assert.Null(ComponentRules.FindAuthentic("", "3BF96D32", [new(null, "test")]));
    }

    [Theory]
    [InlineData("echo.example", "romeo@montague.example", null)]
    [InlineData("bot@echo.example/x", "romeo@montague.example", null)]
    [InlineData("other.example", "romeo@montague.example", StreamErrorCondition.InvalidFrom)]
    [InlineData("x.echo.example", "romeo@montague.example", StreamErrorCondition.InvalidFrom)]
    [InlineData(null, "romeo@montague.example", StreamErrorCondition.ImproperAddressing)]
    [InlineData("echo.example", null, StreamErrorCondition.ImproperAddressing)]
    public void A_stanza_needs_both_addresses_and_the_components_own_domain(string? from, string? to, StreamErrorCondition? expected)
    {
        var stanza = Stanza.Create(StanzaKind.Message, StanzaType.None, ParseOrNull(from), ParseOrNull(to), "1");

        Assert.Equal(expected, ComponentRules.Check(stanza, domain => domain == "echo.example")?.Condition);
    }

    [Theory]
    [InlineData("<message from='echo.example' to='romeo@montague.example'/>", null)]
    [InlineData("<message from='echo.example' to='@'/>", StanzaErrorCondition.JidMalformed)] // RFC 6120 §8.3.3.8
    [InlineData("<iq from='echo.example' to='romeo@montague.example' id='1' type='get'><q xmlns='q'/></iq>", null)] // §8.2.3
    [InlineData("<iq from='echo.example' to='romeo@montague.example' id='1' type='result'/>", null)]
    [InlineData("<iq from='echo.example' to='romeo@montague.example' id='1' type='get'/>", StanzaErrorCondition.BadRequest)]
    [InlineData("<iq from='echo.example' to='romeo@montague.example' id='1' type='ask'><q xmlns='q'/></iq>", StanzaErrorCondition.BadRequest)]
    [InlineData("<iq from='echo.example' to='romeo@montague.example' id='1'><q xmlns='q'/></iq>", StanzaErrorCondition.BadRequest)]
    [InlineData("<iq from='echo.example' to='romeo@montague.example' type='set'><q xmlns='q'/></iq>", StanzaErrorCondition.BadRequest)]
    public void A_stanza_that_nobody_may_get_is_refused(string xml, StanzaErrorCondition? expected) =>
        Assert.Equal(expected, ComponentRules.Refusal(StanzaText.Parse(xml)));

    private static Jid? ParseOrNull(string? text) => text is not null && Jid.TryParse(text, out var jid) ? jid : null;
}
