using System.Xml.Linq;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Components;

public class ComponentStreamTests
{
    private static readonly Jid Echo = BareJid.Parse("echo.example");
    private static readonly FullJid Romeo = FullJid.Parse("romeo@montague.example/orchard");

    [Theory] // XEP-0114 §3
    [InlineData("s")]
    [InlineData("older")]
    public void Each_configured_secret_opens_the_stream(string secret)
    {
        using var world = new FarmWorld();

        var component = world.ConnectServing(secret);

        Assert.Equal("echo.example", component.Header!.From);
        Assert.Equal(Namespaces.ComponentAccept, component.Header.ContentNamespace);
        Assert.True(component.Header.Id!.Length >= 32);
        Assert.Single(world.Snapshot.Instances);
    }

    [Fact] // XEP-0114 §3: whatever version the header names, the answer to the handshake is the first that follows it.
    public void No_features_stand_before_the_handshake()
    {
        using var world = new FarmWorld();
        var component = world.Connect();

        component.Opens("echo.example", version: "1.0");
        component.ShakesHands("s");

        Assert.Equal("handshake", Assert.Single(component.Elements).Name.LocalName);
    }

    [Fact]
    public async Task A_stored_secret_makes_a_farm_that_is_not_configured()
    {
        using var world = new FarmWorld();
        await world.Storage.FarmSecrets.AddAsync(BareJid.Parse("bots.example"), "stored", TestContext.Current.CancellationToken);
        var component = world.Connect();

        component.Opens("bots.example");
        component.ShakesHands("stored");
        world.Sends(Message("m1", "bots.example"));

        Assert.Equal("m1", component.Stanzas.Single().Id);
    }

    [Fact]
    public void A_wrong_secret_is_not_authorized()
    {
        using var world = new FarmWorld();
        var component = world.Connect();
        component.Opens("echo.example");

        component.ShakesHands("wrong");

        Assert.Equal(StreamErrorCondition.NotAuthorized, component.Error!.Condition);
        Assert.Empty(world.Snapshot.Instances);
    }

    [Theory]
    [InlineData("nobody.example")]
    [InlineData("user@echo.example")]
    [InlineData("")]
    public void A_domain_without_secrets_is_host_unknown(string to)
    {
        using var world = new FarmWorld();
        var component = world.Connect();

        component.Opens(to);

        Assert.Equal(StreamErrorCondition.HostUnknown, component.Error!.Condition);
    }

    [Fact]
    public void A_stanza_before_the_handshake_is_not_authorized()
    {
        using var world = new FarmWorld();
        var component = world.Connect();
        component.Opens("echo.example");

        component.Sends(Stanza.Create(StanzaKind.Message, StanzaType.None, Echo, Romeo, "m1"));

        Assert.Equal(StreamErrorCondition.NotAuthorized, component.Error!.Condition);
        Assert.Empty(world.TakeFromAccounts());
    }

    [Fact]
    public void A_component_that_says_nothing_is_closed_in_time()
    {
        using var world = new FarmWorld();
        var component = world.Connect();
        component.Opens("echo.example");

        world.Advance(TimeSpan.FromSeconds(29));
        Assert.False(component.IsClosed);

        world.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(StreamErrorCondition.ConnectionTimeout, component.Error!.Condition);
    }

    [Fact]
    public void One_instance_more_than_the_farm_takes_is_refused()
    {
        using var world = new FarmWorld(maxInstances: 1);
        world.ConnectServing();
        var second = world.Connect();

        second.Opens("echo.example");
        second.ShakesHands("s");

        Assert.Equal(StreamErrorCondition.ResourceConstraint, second.Error!.Condition);
    }

    [Fact]
    public void Messages_both_ways_pass_unchanged_and_are_counted_processed()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();
        var before = component.ProcessedBytes;

        world.Sends(Message("m1"));
        var answer = Stanza.Create(StanzaKind.Message, StanzaType.Chat, FullJid.Parse("bot@echo.example/x"), Romeo, "m2");
        component.Sends(answer);

        Assert.Equal("m1", component.Stanzas.Single().Id);
        Assert.Same(answer, world.TakeFromAccounts().Single());
        Assert.Equal(answer.ByteCount, component.ProcessedBytes - before);
    }

    [Fact] // RFC 6120 §4.9.3.9
    public void Another_domains_from_ends_the_stream()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();

        component.Sends(Stanza.Create(StanzaKind.Message, StanzaType.None, BareJid.Parse("evil.example"), Romeo, "m1"));

        Assert.Equal(StreamErrorCondition.InvalidFrom, component.Error!.Condition);
        Assert.Empty(world.TakeFromAccounts());
    }

    [Fact]
    public void Without_an_instance_senders_are_told_to_try_later()
    {
        using var world = new FarmWorld();

        world.Sends(Message("m1"));

        var error = world.TakeFromAccounts().Single();
        Assert.Equal((StanzaType.Error, "m1"), (error.Type, error.Id));
        Assert.Contains("remote-server-timeout", ContentOf(error));
        Assert.Contains("type=\"wait\"", ContentOf(error));
    }

    [Fact]
    public void A_lost_instances_share_moves_at_once_and_the_others_keep_theirs()
    {
        using var world = new FarmWorld();
        var links = new[] { world.ConnectServing(), world.ConnectServing(), world.ConnectServing() };
        var senders = Enumerable.Range(0, 60).Select(i => FullJid.Parse($"user{i}@montague.example/r")).ToArray();
        SendFromAll("before");
        var ownerBefore = senders.ToDictionary(sender => sender, sender => OwnerOf(sender, "before"));

        links[0].Disconnects();
        SendFromAll("after");

        Assert.All(senders, sender =>
        {
            var owner = OwnerOf(sender, "after");
            Assert.NotSame(links[0], owner);
            if (ownerBefore[sender] != links[0]) Assert.Same(ownerBefore[sender], owner);
        });
        Assert.Contains(links[0], ownerBefore.Values);
        Assert.Empty(world.TakeFromAccounts());

        void SendFromAll(string id)
        {
            foreach (var sender in senders)
                world.Sends(Stanza.Create(StanzaKind.Message, StanzaType.Chat, sender, Echo, id));
        }

        ComponentLink OwnerOf(Jid sender, string id) =>
            links.Single(link => link.Stanzas.Any(stanza => stanza.Id == id && stanza.From!.Equals(sender)));
    }

    [Fact]
    public void What_reaches_a_departed_instance_goes_to_those_that_are_left()
    {
        using var world = new FarmWorld();
        var first = world.ConnectServing();
        var stream = world.Snapshot.Instances.Single().Stream;
        var second = world.ConnectServing();
        first.Disconnects();

        world.Counters.Accepted();
        stream.Tell(Message("late"));
        world.Run();

        Assert.Empty(first.Stanzas);
        Assert.Equal("late", second.Stanzas.Single().Id);
    }

    [Fact]
    public void What_reaches_a_stream_that_has_ended_goes_back_to_its_sender()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();
        var stream = world.Snapshot.Instances.Single().Stream;
        component.Disconnects();
        world.Advance(TimeSpan.FromSeconds(6));

        world.Counters.Accepted();
        stream.Tell(Message("late"));
        world.Run();

        Assert.Equal((StanzaType.Error, "late"), (world.TakeFromAccounts().Single() is { } error ? (error.Type, error.Id) : default));
    }

    [Fact]
    public void What_no_account_takes_any_more_goes_back_to_its_sender()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();
        var ended = world.Snapshot.Instances.Single().Stream;
        component.Disconnects();
        world.Advance(TimeSpan.FromSeconds(6));
        var stream = new TestListener();
        stream.Actor = world.ActorOf(Props.Create<TestListener.ListenerActor>(stream));

        for (var i = 0; i < 3; i++) world.Counters.Accepted();
        ended.Tell(new OutboundStanza(Romeo, Message("m1").WithFrom(null)) { ConfirmTo = stream.Actor });
        ended.Tell(new UndeliveredStanzas(FullJid.Parse("juliet@capulet.example/balcony"), [Message("m2"), Message("m3")]));
        world.Run();

        Assert.Equal(["m1", "m2", "m3"], world.TakeFromAccounts().Select(error => error.Id));
        Assert.IsType<OutboundHandled>(Assert.Single(stream.Heard));
    }

    [Fact] // RFC 6120 §8.2.3
    public void An_answer_goes_to_the_instance_that_asked()
    {
        using var world = new FarmWorld();
        var links = new[] { world.ConnectServing(), world.ConnectServing(), world.ConnectServing() };

        foreach (var (link, id) in links.Zip(["a", "b", "c"]))
            link.Sends(Stanza.Create(StanzaKind.Iq, StanzaType.Get, Echo, Romeo, id, new XElement("{urn:xmpp:ping}ping")));
        foreach (var request in world.TakeFromAccounts())
            world.Sends(Stanza.Create(StanzaKind.Iq, StanzaType.Result, Romeo, Echo, request.Id));

        Assert.Equal(["a", "b", "c"], links.Select(link => link.Stanzas.Single().Id));
    }

    [Fact] // RFC 6120 §8.3.3.8
    public void What_a_component_sends_to_no_address_comes_back()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();

        component.Sends(StanzaText.Parse("<iq type='get' id='q1' from='echo.example' to='@'><ping xmlns='urn:xmpp:ping'/></iq>"));

        Assert.Equal(
            StanzaText.Canonical("<iq type='error' id='q1' from='@' to='echo.example'><ping xmlns='urn:xmpp:ping'/><error type='modify'>"
                + "<jid-malformed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"),
            StanzaText.Canonical(component.Stanzas.Single()));
        Assert.False(component.IsClosed);
    }

    [Fact]
    public void A_stream_that_is_closing_is_given_nothing_more()
    {
        using var world = new FarmWorld();
        var first = world.ConnectServing();
        var stream = world.Snapshot.Instances.Single().Stream;
        var second = world.ConnectServing();

        first.Sink.OnStreamClosed();
        world.Run();
        world.Sends(Message("m1"));
        world.Counters.Accepted();
        stream.Tell(Message("m2")); // From a node that does not know yet.
        world.Run();
        first.Disconnects(DisconnectReason.Closed);

        Assert.Empty(first.Stanzas);
        Assert.Equal(["m1", "m2"], second.Stanzas.Select(stanza => stanza.Id));
    }

    [Fact]
    public void What_reaches_the_last_stream_while_it_is_closing_goes_back_to_its_sender()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();

        component.Sends(Stanza.Create(StanzaKind.Message, StanzaType.None, BareJid.Parse("evil.example"), Romeo, "m1"));
        world.Sends(Message("m2"));

        Assert.True(component.IsClosed);
        Assert.Equal("m2", world.TakeFromAccounts().Single().Id);
    }

    [Fact]
    public async Task Draining_closes_every_stream_with_system_shutdown_and_takes_no_new_one()
    {
        using var world = new FarmWorld();
        var component = world.ConnectServing();

        var drained = world.DrainAsync();
        world.Run();
        Assert.Equal(StreamErrorCondition.SystemShutdown, component.Error!.Condition);
        var late = world.Connect();
        Assert.Equal(StreamErrorCondition.SystemShutdown, late.Error!.Condition);
        component.Disconnects(DisconnectReason.Closed);

        await drained;
    }

    private static Stanza Message(string id, string to = "echo.example") =>
        Stanza.Create(StanzaKind.Message, StanzaType.Chat, Romeo, BareJid.Parse(to), id);

    private static string ContentOf(Stanza stanza) => string.Concat(stanza.Children());
}
