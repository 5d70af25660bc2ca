using System.Net;
using System.Xml.Linq;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Registration;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Registration;

public class RegistrationTests
{
    private const string Juliet = "juliet@capulet.example";
    private const string Balcony = $"{Juliet}/balcony";
    private static readonly RegistrationSettings Open = new() { AllowNewAccounts = true };

    [Fact] // XEP-0077 §3.1
    public async Task A_stranger_fills_in_the_form_and_has_an_account()
    {
        using var server = new TestServer(registration: Open);
        var stream = new Stranger(server);

        var form = await stream.Sends("<iq type='get' id='reg1' to='capulet.example'><query xmlns='jabber:iq:register'/></iq>");
        var made = await stream.Sends(Fields("Juliet", "R0m30!"));

        Assert.Equal(["instructions", "username", "password", "x"], form.Answer.FirstChild()!.Elements().Select(field => field.Name.LocalName));
        Assert.Equal("<iq from='capulet.example' id='reg2' type='result' />", StanzaText.Canonical(made.Answer));
        Assert.Equal(BareJid.Parse(Juliet), made.Account);
        Assert.NotNull(server.StoredAccount(Juliet));
    }

    [Fact] // XEP-0077 §3.1.1
    public async Task A_taken_name_conflicts()
    {
        using var server = new TestServer(registration: Open);
        server.AddAccount(Juliet);

        var refused = await new Stranger(server).Sends(Fields("juliet", "R0m30!"));

        Assert.Null(refused.Account);
        Assert.Equal(
            "<iq from='capulet.example' id='reg2' type='error'><error type='cancel'>"
            + "<conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' /></error></iq>",
            StanzaText.Canonical(refused.Answer)); // The password is not sent back.
    }

    [Theory]
    [InlineData("<username>juliet</username>", "not-acceptable")]
    [InlineData("<username>juliet</username><password/>", "not-acceptable")]
    [InlineData("<username/><password>R0m30!</password>", "not-acceptable")]
    [InlineData("<username>juliet</username><password>short</password>", "not-acceptable")]
    [InlineData("<username>no@localpart</username><password>R0m30!</password>", "not-acceptable")]
    [InlineData("<remove/>", "unexpected-request")]
    [InlineData("<remove/><username>juliet</username>", "bad-request")]
    [InlineData("<x xmlns='jabber:x:data' type='cancel'/>", "bad-request")]
    public async Task A_bad_form_is_refused(string fields, string condition)
    {
        using var server = new TestServer(registration: Open);

        var refused = await new Stranger(server).Sends($"<iq type='set' id='reg2'><query xmlns='jabber:iq:register'>{fields}</query></iq>");

        Assert.Contains($"<{condition} ", StanzaText.Canonical(refused.Answer), StringComparison.Ordinal);
    }

    [Fact] // XEP-0077 §3.1
    public async Task Registration_is_closed_unless_opened()
    {
        using var server = new TestServer();

        var refused = await new Stranger(server).Sends(Fields("juliet", "R0m30!"));

        Assert.Contains("<service-unavailable ", StanzaText.Canonical(refused.Answer), StringComparison.Ordinal);
        Assert.Null(server.StoredAccount(Juliet));
    }

    [Fact] // XEP-0077 §3.1.1
    public async Task One_address_makes_so_many_accounts_and_no_more()
    {
        using var server = new TestServer(registration: Open with { MaxPerAddress = 1 });
        var stream = new Stranger(server);

        var first = await stream.Sends(Fields("juliet", "R0m30!"));
        var second = await stream.Sends(Fields("nurse", "R0m30!"));
        server.Advance(Open.Window);
        var third = await stream.Sends(Fields("paris", "R0m30!"));

        Assert.NotNull(first.Account);
        Assert.Contains("<not-acceptable ", StanzaText.Canonical(second.Answer), StringComparison.Ordinal);
        Assert.NotNull(third.Account);
    }

    [Theory] // XEP-0077 §3.1
    [InlineData("")]
    [InlineData(" to='capulet.example'")]
    public void Who_is_registered_is_told_so(string to)
    {
        using var server = new TestServer();
        var juliet = server.Connect(Balcony);

        juliet.Sends($"<iq type='get' id='r1'{to}><query xmlns='jabber:iq:register'/></iq>");

        Assert.Contains("<registered /><username>juliet</username>", StanzaText.Canonical(Assert.Single(juliet.Received)), StringComparison.Ordinal);
    }

    [Fact] // RFC 6120 §8.2.3
    public void A_request_to_the_server_is_answered_even_when_it_follows_another_stanza_by_way_of_the_account()
    {
        using var server = new TestServer();
        var juliet = server.Connect(Balcony);
        server.Counters.Accepted();
        var request = StanzaText.Parse($"<iq type='get' id='r1' from='{Balcony}' to='capulet.example'><query xmlns='jabber:iq:register'/></iq>");

        server.Region.Tell(new OutboundStanza(juliet.Address!, request) { IsPassing = true }, juliet.Stream);
        server.Run();

        Assert.Equal("r1", Assert.Single(juliet.Received).Id);
    }

    [Theory] // XEP-0077 §3.3
    [InlineData("", "juliet")]
    [InlineData(" to='capulet.example'", "Juliet")]
    [InlineData(" to='capulet.example'", Juliet)]
    public async Task A_user_changes_the_password(string to, string username)
    {
        using var server = new TestServer();
        var juliet = server.Connect(Balcony);
        server.Advance(TimeSpan.FromSeconds(1));

        juliet.Sends($"<iq type='set' id='c1'{to}><query xmlns='jabber:iq:register'><username>{username}</username><password>groundlings</password></query></iq>");
        await server.RunUntilAsync(() => juliet.Received.Count > 0);

        Assert.Equal(StanzaType.Result, Assert.Single(juliet.Received).Type);
        Assert.NotEmpty(server.StoredKeys(Juliet));
    }

    [Theory] // XEP-0077 §3.3
    [InlineData("<username>juliet</username>", "bad-request")]
    [InlineData("<password>groundlings</password>", "bad-request")]
    [InlineData("<username>juliet</username><password/>", "bad-request")]
    [InlineData("<username>romeo</username><password>groundlings</password>", "not-allowed")]
    [InlineData("<username>juliet</username><password>short</password>", "not-acceptable")]
    public void A_bad_change_is_refused_without_repeating_it(string fields, string condition)
    {
        using var server = new TestServer();
        var juliet = server.Connect(Balcony);

        juliet.Sends($"<iq type='set' id='c1'><query xmlns='jabber:iq:register'>{fields}</query></iq>");

        var answer = StanzaText.Canonical(Assert.Single(juliet.Received));
        Assert.Contains($"<{condition} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("<query", answer, StringComparison.Ordinal);
        Assert.Empty(server.StoredKeys(Juliet));
    }

    [Fact] // XEP-0077 §3.2
    public void A_user_removes_the_account()
    {
        using var server = new TestServer();
        server.AddAccount(Juliet);
        server.AddContact(Juliet, "romeo@verona.example", RosterSubscription.To);
        var balcony = server.Connect(Balcony);
        var chamber = server.Connect($"{Juliet}/chamber");

        balcony.Sends("<iq type='set' id='u1'><query xmlns='jabber:iq:register'><remove/></query></iq>");

        balcony.Receives($"<iq type='result' id='u1' from='{Juliet}' to='{Balcony}'/>");
        balcony.Hears(new CloseStream(StreamErrorCondition.NotAuthorized));
        chamber.Hears(new CloseStream(StreamErrorCondition.NotAuthorized));
        server.GoesElsewhere($"<presence type='unsubscribe' from='{Juliet}' to='romeo@verona.example'/>");
        Assert.Null(server.StoredAccount(Juliet));
    }

    [Fact]
    public void A_user_may_be_kept_from_all_of_it()
    {
        using var server = new TestServer(registration: new RegistrationSettings { AllowPasswordChange = false, AllowCancel = false });
        var juliet = server.Connect(Balcony);

        juliet.Sends("<iq type='set' id='u1'><query xmlns='jabber:iq:register'><remove/></query></iq>");

        Assert.Contains("<service-unavailable ", StanzaText.Canonical(Assert.Single(juliet.Received)), StringComparison.Ordinal);
        Assert.NotNull(server.StoredAccount(Juliet));
    }

    [Fact] // XEP-0077 §3.2
    public void A_user_of_another_server_has_nothing_here_to_change()
    {
        using var server = new TestServer();

        server.Arrives("<iq type='set' id='u1' from='romeo@verona.example/orchard' to='capulet.example'><query xmlns='jabber:iq:register'><remove/></query></iq>");

        Assert.Contains("<unexpected-request ", StanzaText.Canonical(Assert.Single(server.Elsewhere)), StringComparison.Ordinal);
    }

    [Fact] // XEP-0077 §4
    public void A_data_form_takes_precedence()
    {
        var request = RegistrationForm.Read(XElement.Parse(
            """
            <query xmlns='jabber:iq:register'>
              <x xmlns='jabber:x:data' type='submit'>
                <field var='FORM_TYPE'><value>jabber:iq:register</value></field>
                <field var='username'><value>juliet</value></field>
                <field var='password'><value>R0m30!</value></field>
              </x>
            </query>
            """));

        var fields = Assert.IsType<RegistrationRequest.Fields>(request);
        Assert.Equal(("juliet", "R0m30!"), (fields.Username, fields.Password));
        Assert.DoesNotContain("R0m30!", fields.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_IPv6_subscriber_is_one_address()
    {
        var quota = new RegistrationQuota(new RegistrationSettings { MaxPerAddress = 1, MaxAddresses = 2 });
        var now = DateTimeOffset.UnixEpoch;

        Assert.True(quota.TryTake(IPAddress.Parse("2001:db8::1"), now));
        Assert.False(quota.TryTake(IPAddress.Parse("2001:db8::2"), now));
        Assert.True(quota.TryTake(IPAddress.Parse("192.0.2.1"), now));
        Assert.False(quota.TryTake(IPAddress.Parse("::ffff:192.0.2.1"), now));
        Assert.False(quota.TryTake(IPAddress.Parse("192.0.2.2"), now)); // No room to remember it.
        Assert.True(quota.TryTake(IPAddress.Parse("192.0.2.2"), now + TimeSpan.FromHours(1)));
    }

    private static string Fields(string username, string password) =>
        $"<iq type='set' id='reg2' to='capulet.example'><query xmlns='jabber:iq:register'><username>{username}</username><password>{password}</password></query></iq>";

    /// <summary>A stream before authentication.</summary>
    private sealed class Stranger
    {
        private readonly TestServer _server;
        private readonly TestListener _stream;
        private readonly IActorRef _registrar;

        public Stranger(TestServer server)
        {
            _server = server;
            _stream = server.Listener();
            _registrar = server.ActorOf(Props.Create<Registrar>(server.Registration, server.Storage, server.Counters, server.Time));
        }

        public async Task<RegistrationAnswered> Sends(string xml)
        {
            var count = _stream.Heard.Count;
            _server.Counters.Accepted();
            _registrar.Tell(
                new RegisterOnStream(StanzaText.Parse(xml), BareJid.Domain("capulet.example"), IPAddress.Loopback), _stream.Actor);
            await _server.RunUntilAsync(() => _stream.Heard.Count > count);
            _server.Counters.Originated(); // As the stream does when it writes the answer.
            _server.Counters.Delivered();
            return (RegistrationAnswered)_stream.Heard[^1];
        }
    }
}
