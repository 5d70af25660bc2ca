using System.Security.Cryptography;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Xep0225;

/// <summary>XEP-0225: components that authenticate by SASL and bind their hostnames.</summary>
public sealed class ComponentConnectionTest : ConversationTest
{
    private const string Authenticated = """
        stage connects to component
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage authenticates as stage.example by SCRAM-SHA-256
        stage receives          <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        stage opens a stream
        stage receives          <stream:features>
                                  <bind xmlns='urn:xmpp:component:0'><required/></bind>
                                  <sm xmlns='urn:xmpp:sm:3'/>
                                </stream:features>

        """;

    private const string Bound = Authenticated + """
        stage sends             <iq type='set' id='b1'><bind xmlns='urn:xmpp:component:0'><hostname>stage.example</hostname></bind></iq>
        stage receives          <iq type='result' id='b1'><bind xmlns='urn:xmpp:component:0'><hostname>stage.example</hostname></bind></iq>

        """;

    private static readonly WorldSettings Several = WorldSettings.Default with
    {
        Farms = [Farm("globe.example", Cast.ComponentSecret), Farm("rose.example", "another"), Farm("*.theatre.example", Cast.ComponentSecret)],
    };

    [Fact] // §2, §3
    public Task A_component_binds_its_hostname_and_speaks_for_it() => Conversation($"""
        romeo/orchard is connected
        {Bound}
        romeo/orchard sends     <message to='globe@stage.example' id='m1'><body>Enter Romeo</body></message>
        stage receives          <message from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'><body>Enter Romeo</body></message>
        stage sends             <message from='globe@stage.example/act2' to='romeo@montague.example/orchard' id='m2'><body>He jests at scars</body></message>
        romeo/orchard receives  <message from='globe@stage.example/act2' to='romeo@montague.example/orchard' id='m2'><body>He jests at scars</body></message>
        """);

    [Theory] // RFC 6120 §6
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("SCRAM-SHA-512")]
    [InlineData("SCRAM-SHA-256-PLUS")]
    [InlineData("PLAIN")]
    public Task Under_TLS_each_mechanism_opens_the_stream(string mechanism) => Conversation($"""
        stage connects to component-starttls
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage starts TLS
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage authenticates as stage.example by {mechanism}
        stage receives          <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        """);

    [Fact] // RFC 6120 §13.8.4
    public Task Without_TLS_there_is_no_PLAIN() => Conversation("""
        stage connects to component-starttls
        stage opens a stream
        stage receives          <stream:features>
                                  <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>
                                  <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>
                                    <mechanism>SCRAM-SHA-512</mechanism><mechanism>SCRAM-SHA-256</mechanism><mechanism>SCRAM-SHA-1</mechanism>
                                  </mechanisms>
                                </stream:features>
        stage authenticates as stage.example by PLAIN
        stage receives          <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><encryption-required/></failure>
        """);

    [Fact]
    public Task A_wrong_secret_is_refused_and_before_long_the_stream_is_closed() => Conversation("""
        stage connects to component
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage authenticates as stage.example by SCRAM-SHA-256 with the secret wrong
        stage receives          <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>
        stage authenticates as verona.example by SCRAM-SHA-256
        stage receives          <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>
        stage authenticates as capulet.example by SCRAM-SHA-256
        stage receives          <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>
        stage is closed with policy-violation
        """);

    [Fact] // RFC 6120 §13.7.1.2: "ca" in the farm's certificates.
    public Task A_certificate_that_names_the_domain_opens_the_stream() => Conversation("""
        stage connects to component-starttls
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage starts TLS with the certificate of stage
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage sends             <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>c3RhZ2UuZXhhbXBsZQ==</auth>
        stage receives          <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage sends             <iq type='set' id='b1'><bind xmlns='urn:xmpp:component:0'><hostname>stage.example</hostname></bind></iq>
        stage receives          <iq type='result' id='b1'><bind xmlns='urn:xmpp:component:0'><hostname>stage.example</hostname></bind></iq>
        """);

    [Theory]
    [InlineData("juliet", "c3RhZ2UuZXhhbXBsZQ==")] // It names somebody else.
    [InlineData("stage", "Z2xvYmUuZXhhbXBsZQ==")]  // globe.example, which it does not name.
    public Task Another_s_certificate_does_not(string whose, string identity) => Conversation($"""
        stage connects to component-starttls
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage starts TLS with the certificate of {whose}
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage sends             <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>{identity}</auth>
        stage receives          <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>
        """, Several);

    [Fact]
    public Task A_certificate_is_known_by_its_fingerprint_whatever_it_names() => Conversation("""
        stage connects to component-starttls
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage starts TLS with the certificate of an impostor
        stage opens a stream
        stage receives          <stream:features>...</stream:features>
        stage sends             <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>cGlubmVkLmV4YW1wbGU=</auth>
        stage receives          <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        """, WorldSettings.Default with
        {
            Farms =
            [
                new FarmSettings
                {
                    Domain = "pinned.example",
                    Certificates = new CertificateRules([SelfSigned.Impostor.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()], Authorities: false),
                },
            ],
        });

    [Fact] // §3: "a server MUST support binding of multiple hostnames", and unbinding.
    public Task Hostnames_come_and_go_while_the_stream_lives() => Conversation($"""
        romeo/orchard is connected
        {Bound}
        stage sends             <iq type='set' id='b2'><bind xmlns='urn:xmpp:component:0'><hostname>globe.example</hostname></bind></iq>
        stage receives          <iq type='result' id='b2'><bind xmlns='urn:xmpp:component:0'><hostname>globe.example</hostname></bind></iq>
        stage sends             <iq type='set' id='b3'><bind xmlns='urn:xmpp:component:0'><hostname>swan.theatre.example</hostname></bind></iq>
        stage receives          <iq type='result' id='b3'><bind xmlns='urn:xmpp:component:0'><hostname>swan.theatre.example</hostname></bind></iq>
        romeo/orchard sends     <message to='globe.example' id='m1'/>
        stage receives          <message from='romeo@montague.example/orchard' to='globe.example' id='m1'/>
        romeo/orchard sends     <message to='swan.theatre.example' id='m2'/>
        stage receives          <message from='romeo@montague.example/orchard' to='swan.theatre.example' id='m2'/>
        stage sends             <iq type='set' id='u1'><unbind xmlns='urn:xmpp:component:0'><hostname>globe.example</hostname></unbind></iq>
        stage receives          <iq type='result' id='u1'/>
        romeo/orchard sends     <message to='globe.example' id='m3'/>
        romeo/orchard receives  <message type='error' from='globe.example' to='romeo@montague.example/orchard' id='m3'>...</message>
        romeo/orchard sends     <message to='stage.example' id='m4'/>
        stage receives          <message from='romeo@montague.example/orchard' to='stage.example' id='m4'/>
        stage sends             <message from='globe.example' to='romeo@montague.example'/>
        stage is closed with invalid-from
        """, Several);

    [Theory] // §3
    [InlineData("rose.example", "not-allowed", "cancel")]  // It has another secret.
    [InlineData("verona.example", "not-allowed", "cancel")]
    [InlineData("montague.example", "not-allowed", "cancel")]
    [InlineData("stage.example", "conflict", "cancel")]
    [InlineData("a@stage.example", "bad-request", "modify")]
    [InlineData("", "bad-request", "modify")]
    public Task What_cannot_be_bound_is_said_so_and_the_stream_goes_on(string hostname, string condition, string type) => Conversation($"""
        romeo/orchard is connected
        {Bound}
        stage sends             <iq type='set' id='b2'><bind xmlns='urn:xmpp:component:0'><hostname>{hostname}</hostname></bind></iq>
        stage receives          <iq type='error' id='b2'>
                                  <bind xmlns='urn:xmpp:component:0'>...</bind>
                                  <error type='{type}'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>
                                </iq>
        romeo/orchard sends     <message to='stage.example' id='m1'/>
        stage receives          <message from='romeo@montague.example/orchard' to='stage.example' id='m1'/>
        """, Several);

    [Fact]
    public Task Nothing_comes_before_a_hostname_is_bound() => Conversation($"""
        {Authenticated}
        stage sends             <message from='globe@stage.example' to='romeo@montague.example'/>
        stage is closed with not-authorized
        """);

    [Fact] // §3: domain/resource names the instance.
    public Task Who_comes_with_an_instance_s_name_takes_its_place() => Conversation($"""
        romeo/orchard is connected
        {Authenticated}
        stage sends             <iq type='set' id='b1'><bind xmlns='urn:xmpp:component:0'><hostname>stage.example/one</hostname></bind></iq>
        stage receives          <iq type='result' id='b1'><bind xmlns='urn:xmpp:component:0'><hostname>stage.example/one</hostname></bind></iq>
        {Authenticated.Replace("stage ", "again ", StringComparison.Ordinal)}
        again sends             <iq type='set' id='b1'><bind xmlns='urn:xmpp:component:0'><hostname>stage.example/one</hostname></bind></iq>
        again receives          <iq type='result' id='b1'><bind xmlns='urn:xmpp:component:0'><hostname>stage.example/one</hostname></bind></iq>
        stage is closed with conflict
        romeo/orchard sends     <message to='globe@stage.example' id='m1'/>
        again receives          <message from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'/>
        """);

    [Fact] // RFC 6120 §4.9.3.6
    public Task The_stream_is_to_the_server() => Conversation("""
        stage connects to component
        stage opens a stream to stage.example
        stage is closed with host-unknown
        """);

    private static FarmSettings Farm(string domain, string secret) => new() { Domain = domain, Secrets = [secret], Ledger = NodeInMemory.Impatient };
}
