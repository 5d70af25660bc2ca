using System.Xml.Linq;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Tests.Xml;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Stanzas;

public class StanzaErrorsTests
{
    private const string Header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:h='urn:h'>";

    [Fact] // RFC 6120 §8.3.1
    public void An_error_goes_back_with_addresses_swapped_and_small_content_returned()
    {
        var original = Read("<message from='romeo@example.net/orchard' to='juliet@im.example.com' id='m1' type='chat'><body>Hi</body><h:x/></message>");

        var error = StanzaErrors.Bounce(original, StanzaErrorCondition.ServiceUnavailable);

        Assert.Equal(
            "<message from='juliet@im.example.com' to='romeo@example.net/orchard' id='m1' type='error' xmlns:h='urn:h'><body>Hi</body><h:x/>"
            + "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
            Written(error!));
    }

    [Fact]
    public void Large_content_is_not_returned()
    {
        var original = Read($"<iq type='set' id='1' to='a.example'><x xmlns='urn:x'>{new string('x', 2000)}</x></iq>");

        var error = StanzaErrors.Bounce(original, StanzaErrorCondition.PolicyViolation, StanzaErrorType.Wait, "Too <large>");

        Assert.Equal(
            "<iq from='a.example' id='1' type='error'><error type='wait'><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            + "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>Too &lt;large&gt;</text></error></iq>",
            Written(error!));
    }

    [Fact] // RFC 6120 §8.3.3.8
    public void An_error_comes_from_the_malformed_address_itself()
    {
        var original = Read("<presence to='a&amp;b@@example.com' type='visible'/>").WithFrom(BareJid.Parse("juliet@im.example.com"));

        var error = StanzaErrors.Bounce(original, StanzaErrorCondition.JidMalformed);

        Assert.Equal(
            "<presence from='a&amp;b@@example.com' to='juliet@im.example.com' type='error'>"
            + "<error type='modify'><jid-malformed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>",
            Written(error!));
    }

    [Theory] // RFC 6120 §8.2.3, §8.3.1
    [InlineData("<iq type='error' id='1'/>")]
    [InlineData("<iq type='result' id='1'/>")]
    [InlineData("<message type='error'/>")]
    [InlineData("<presence type='error'/>")]
    public void Nothing_answers_an_error_or_a_result(string stanza)
    {
        Assert.Null(StanzaErrors.Bounce(Read(stanza), StanzaErrorCondition.ServiceUnavailable));
    }

    [Fact]
    public void A_result_goes_back_with_the_same_id()
    {
        var request = Read("<iq type='get' id='d&apos;1' from='juliet@im.example.com/balcony' to='im.example.com' x='1'><ping xmlns='urn:xmpp:ping'/></iq>");

        Assert.Equal("<iq from='im.example.com' to='juliet@im.example.com/balcony' id='d&apos;1' type='result'/>", Written(StanzaErrors.IqResult(request)));
        Assert.Equal(
            "<iq from='im.example.com' to='juliet@im.example.com/balcony' id='d&apos;1' type='result'><query xmlns='urn:q'/></iq>",
            Written(StanzaErrors.IqResult(request, new XElement(XName.Get("query", "urn:q")))));
    }

    [Theory] // RFC 6120 §8.3.3
    [InlineData(StanzaErrorCondition.BadRequest, StanzaErrorType.Modify, "bad-request")]
    [InlineData(StanzaErrorCondition.Conflict, StanzaErrorType.Cancel, "conflict")]
    [InlineData(StanzaErrorCondition.FeatureNotImplemented, StanzaErrorType.Cancel, "feature-not-implemented")]
    [InlineData(StanzaErrorCondition.Forbidden, StanzaErrorType.Auth, "forbidden")]
    [InlineData(StanzaErrorCondition.Gone, StanzaErrorType.Cancel, "gone")]
    [InlineData(StanzaErrorCondition.InternalServerError, StanzaErrorType.Cancel, "internal-server-error")]
    [InlineData(StanzaErrorCondition.ItemNotFound, StanzaErrorType.Cancel, "item-not-found")]
    [InlineData(StanzaErrorCondition.JidMalformed, StanzaErrorType.Modify, "jid-malformed")]
    [InlineData(StanzaErrorCondition.NotAcceptable, StanzaErrorType.Modify, "not-acceptable")]
    [InlineData(StanzaErrorCondition.NotAllowed, StanzaErrorType.Cancel, "not-allowed")]
    [InlineData(StanzaErrorCondition.NotAuthorized, StanzaErrorType.Auth, "not-authorized")]
    [InlineData(StanzaErrorCondition.PolicyViolation, StanzaErrorType.Modify, "policy-violation")]
    [InlineData(StanzaErrorCondition.RecipientUnavailable, StanzaErrorType.Wait, "recipient-unavailable")]
    [InlineData(StanzaErrorCondition.Redirect, StanzaErrorType.Modify, "redirect")]
    [InlineData(StanzaErrorCondition.RegistrationRequired, StanzaErrorType.Auth, "registration-required")]
    [InlineData(StanzaErrorCondition.RemoteServerNotFound, StanzaErrorType.Cancel, "remote-server-not-found")]
    [InlineData(StanzaErrorCondition.RemoteServerTimeout, StanzaErrorType.Wait, "remote-server-timeout")]
    [InlineData(StanzaErrorCondition.ResourceConstraint, StanzaErrorType.Wait, "resource-constraint")]
    [InlineData(StanzaErrorCondition.ServiceUnavailable, StanzaErrorType.Cancel, "service-unavailable")]
    [InlineData(StanzaErrorCondition.SubscriptionRequired, StanzaErrorType.Auth, "subscription-required")]
    [InlineData(StanzaErrorCondition.UndefinedCondition, StanzaErrorType.Cancel, "undefined-condition")]
    [InlineData(StanzaErrorCondition.UnexpectedRequest, StanzaErrorType.Wait, "unexpected-request")]
    public void Each_condition_has_its_name_and_default_type(StanzaErrorCondition condition, StanzaErrorType type, string name)
    {
        var error = StanzaErrors.Bounce(Read("<message/>"), condition)!.FirstChild()!;

        Assert.Equal(type, StanzaErrors.DefaultType(condition));
        Assert.Equal(WireNames.Spell(type.ToString()), error.Attribute("type")!.Value);
        Assert.Equal(XName.Get(name, Namespaces.StanzaErrors), error.Elements().Single().Name);
    }

    private static Stanza Read(string stanza) => Assert.Single(Framed.Read(Header + stanza).Stanzas);

    private static string Written(Stanza stanza) => Framed.Text(output => stanza.WriteTo(output, StreamFraming.Stream));
}
