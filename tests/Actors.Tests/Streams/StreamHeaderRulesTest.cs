using XmppActors.Actors.Streams;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Streams;

/// <summary>RFC 6120 §4.7, §4.9.3.</summary>
public sealed class StreamHeaderRulesTest
{
    private static readonly HashSet<string> Domains = ["capulet.example", "montague.example"];

    [Theory]
    // to, from, version, account, accepted domain or stream error
    [InlineData("capulet.example", null, "1.0", null, "capulet.example")]
    [InlineData("Capulet.Example", null, "1.0", null, "capulet.example")]
    [InlineData("montague.example", null, "2.1", null, "montague.example")]
    [InlineData("capulet.example", "juliet@capulet.example", "1.0", null, "capulet.example")]
    [InlineData("capulet.example", "juliet@capulet.example/balcony", "1.0", "juliet@capulet.example", "capulet.example")]
    [InlineData("verona.example", null, "1.0", null, "HostUnknown")]
    [InlineData(null, null, "1.0", null, "ImproperAddressing")]
    [InlineData("", null, "1.0", null, "ImproperAddressing")]
    [InlineData("juliet@capulet.example", null, "1.0", null, "ImproperAddressing")]
    [InlineData("capulet.example", null, null, null, "UnsupportedVersion")]
    [InlineData("capulet.example", null, "0.9", null, "UnsupportedVersion")]
    [InlineData("capulet.example", null, "one", null, "UnsupportedVersion")]
    [InlineData("capulet.example", "@", "1.0", null, "InvalidFrom")]
    [InlineData("capulet.example", "nurse@capulet.example", "1.0", "juliet@capulet.example", "InvalidFrom")]
    [InlineData("montague.example", null, "1.0", "juliet@capulet.example", "NotAuthorized")]
    public void A_header_names_a_served_domain(string? to, string? from, string? version, string? account, string outcome)
    {
        var header = new StreamHeader { To = to, From = from, Version = version };

        var accepted = StreamHeaderRules.TryAccept(
            header, Domains, account is null ? null : BareJid.Parse(account), out var domain, out var error);

        Assert.Equal(outcome, accepted ? domain : error!.Condition.ToString());
    }
}
