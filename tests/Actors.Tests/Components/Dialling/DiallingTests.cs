using System.Collections.Immutable;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Actors.Components.Negotiation;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Components.Dialling;

/// <summary>A farm that is dialled, from its entity to what is written to the component.</summary>
public class DiallingTests
{
    private const string Domain = "stage.example";
    private static readonly XmlName Handshake = new("handshake", Namespaces.ComponentConnect);
    private static readonly FullJid Romeo = FullJid.Parse("romeo@montague.example/orchard");

    [Fact] // XEP-0114 §3
    public void The_router_names_the_component_gives_the_handshake_and_is_accepted()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5347") });
        var peer = world.Dialler.Connects();

        Assert.Equal((Domain, (string?)null, (string?)null), (peer.Link.Header!.From, peer.Link.Header.To, peer.Link.Header.Id));
        Assert.Equal(Namespaces.ComponentConnect, peer.Link.Header.ContentNamespace);
        Opens(peer, "id1");
        var handshake = Assert.Single(peer.Link.Elements);
        Assert.Equal((Handshake, ComponentRules.HandshakeOf("id1", "s")), (handshake.Name, handshake.Text));
        Assert.Empty(Snapshot(world).Instances);
        peer.Link.Answers(Handshake);

        var instance = Assert.Single(Snapshot(world).Instances);
        Assert.Equal(("a:5347", "a:5347", InstanceLink.Dialled), (instance.Id, instance.Endpoint, instance.Link));
        world.Sends(StanzaText.Parse("<message to='stage.example' id='1'/>").WithFrom(Romeo));
        Assert.Equal("1", Assert.Single(peer.Link.Stanzas).Id);
    }

    [Fact] // XEP-0114 §3, from the component's side.
    public void The_router_may_be_a_component_of_the_server_that_it_has_dialled()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5275"), Handshake = ConnectHandshake.Component, As = "router.stage.example" });
        var peer = world.Dialler.Connects();

        Assert.Equal(("router.stage.example", (string?)null), (peer.Link.Header!.To, peer.Link.Header.From));
        Assert.Equal(Namespaces.ComponentAccept, peer.Link.Header.ContentNamespace);
        Opens(peer, "id1", Namespaces.ComponentAccept);
        Assert.Equal(ComponentRules.HandshakeOf("id1", "s"), Assert.Single(peer.Link.Elements).Text);
        peer.Link.Answers(Handshake with { Namespace = Namespaces.ComponentAccept });

        Assert.Equal("a:5275", Assert.Single(Snapshot(world).Instances).Endpoint);
        world.Sends(StanzaText.Parse("<message to='juliet@stage.example' id='1'/>").WithFrom(Romeo));
        Assert.Equal("1", Assert.Single(peer.Link.Stanzas).Id);
        peer.Link.Sends(StanzaText.Parse("<message from='juliet@stage.example' to='romeo@montague.example' id='2'/>"));
        Assert.Equal("2", Assert.Single(world.World.TakeFromAccounts()).Id);
    }

    [Fact]
    public void A_component_may_begin_instead()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5347"), Handshake = ConnectHandshake.Reversed, Secret = "t" });
        var peer = world.Dialler.Connects();
        Assert.Null(peer.Link.Header);

        peer.Link.Opens(Domain);
        peer.Link.ShakesHands("t");

        Assert.Equal("handshake", Assert.Single(peer.Link.Elements).Name.LocalName);
        Assert.Equal("a:5347", Assert.Single(Snapshot(world).Instances).Endpoint);
    }

    [Fact]
    public void A_component_that_begins_may_not_claim_another_farm()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5347"), Handshake = ConnectHandshake.Reversed });
        var peer = world.Dialler.Connects();

        peer.Link.Opens("echo.example");

        Assert.Equal(StreamErrorCondition.HostUnknown, peer.Link.Error?.Condition);
    }

    [Fact]
    public void With_STARTTLS_the_secret_is_proved_under_TLS_only()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5347"), Tls = TlsMode.StartTls });
        var peer = world.Dialler.Connects(TlsMode.StartTls);

        Opens(peer, "id1");
        Assert.Equal("starttls", Assert.Single(peer.Link.Elements).Name.LocalName);
        peer.Link.Answers(new XmlName("proceed", "urn:ietf:params:xml:ns:xmpp-tls"));
        Assert.True(peer.Link.IsStartingTls);
        peer.Link.Secures();
        Opens(peer, "id2");

        Assert.Equal(ComponentRules.HandshakeOf("id2", "s"), peer.Link.Elements[^1].Text);
    }

    [Theory]
    [InlineData(Namespaces.ComponentAccept, "id1", StreamErrorCondition.InvalidNamespace)]
    [InlineData(Namespaces.ComponentConnect, "", StreamErrorCondition.BadFormat)]
    public void A_header_that_will_not_do_ends_the_stream(string content, string id, StreamErrorCondition condition)
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5347") });
        var peer = world.Dialler.Connects();

        Opens(peer, id, content);

        Assert.Equal(condition, peer.Link.Error?.Condition);
    }

    [Fact]
    public void A_component_that_says_nothing_is_dialled_again()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5347") });
        var peer = world.Dialler.Connects();

        world.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(StreamErrorCondition.ConnectionTimeout, peer.Link.Error?.Condition);
        peer.Disconnects();
        world.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, world.Dialler.Dialled.Count);
    }

    [Fact]
    public void Another_secret_is_tried_when_one_is_refused()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5347") });
        var peer = world.Dialler.Connects();
        Opens(peer, "id1");

        peer.Link.Breaks("not-authorized");
        peer.Disconnects();
        world.Advance(TimeSpan.FromSeconds(1));
        peer = world.Dialler.Connects();
        Opens(peer, "id2");

        Assert.Equal(ComponentRules.HandshakeOf("id2", "new"), Assert.Single(peer.Link.Elements).Text);
    }

    [Fact]
    public void The_wait_after_a_failure_grows_up_to_its_bound()
    {
        using var world = Start(new ConnectSettings
        {
            Source = Listed("a:5347"),
            BackOff = new BackOffSettings { Min = TimeSpan.FromSeconds(1), Max = TimeSpan.FromSeconds(4), Jitter = 0 },
        });

        foreach (var wait in new[] { 1, 2, 4, 4 })
        {
            world.Dialler.Fails("connection refused");
            world.Advance(TimeSpan.FromSeconds(wait) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(0, world.Dialler.Open);
            world.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, world.Dialler.Open);
        }
    }

    [Theory]
    [InlineData(1, 0.0, 0.4)]
    [InlineData(1, 0.5, 0.5)]
    [InlineData(1, 1.0, 0.6)]
    [InlineData(3, 0.5, 2.0)]
    [InlineData(1000, 0.5, 30.0)]
    public void Not_all_dial_again_at_the_same_moment(int failures, double chance, double seconds) =>
        Assert.Equal(seconds, new BackOffSettings().After(failures, chance).TotalSeconds, 3);

    [Fact]
    public void A_link_that_has_served_is_dialled_again_at_once_and_its_instance_is_the_same()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5347") });
        var peer = Serves(world);
        world.Advance(TimeSpan.FromSeconds(11));

        peer.Disconnects();
        Assert.Empty(Snapshot(world).Instances);
        Serves(world);

        Assert.Equal("a:5347", Assert.Single(Snapshot(world).Instances).Id);
    }

    [Fact]
    public void Several_links_to_an_endpoint_are_several_instances()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5347"), LinksPerEndpoint = 2 });

        Serves(world);
        Serves(world);

        Assert.Equal(["a:5347", "a:5347"], Snapshot(world).Instances.Select(instance => instance.Endpoint));
        Assert.Equal(2, Snapshot(world).Instances.Select(instance => instance.Id).Distinct().Count());
    }

    [Fact]
    public void A_farm_has_dialled_and_accepted_instances()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:5347") });
        Serves(world);

        var accepted = world.World.Connect();
        accepted.Opens(Domain);
        accepted.ShakesHands("s");

        Assert.Equal([InstanceLink.Dialled, InstanceLink.Accepted], Snapshot(world).Instances.Select(instance => instance.Link));
    }

    [Fact]
    public void An_endpoint_that_comes_is_dialled_and_one_that_stays_is_left_alone()
    {
        var source = new TestEndpoints("a:5347");
        using var world = Start(new ConnectSettings { Source = source });
        var first = Serves(world);

        source.Now("a:5347", "b:5347");
        world.Advance(TimeSpan.FromSeconds(1));
        Serves(world);

        Assert.Equal(["a:5347", "b:5347"], Snapshot(world).Instances.Select(instance => instance.Endpoint));
        Assert.False(first.Link.IsClosed);
    }

    [Fact]
    public void An_endpoint_that_vanishes_is_drained_and_not_dialled_again()
    {
        var source = new TestEndpoints("a:5347", "b:5347");
        using var world = Start(new ConnectSettings { Source = source });
        var (first, second) = (Serves(world), Serves(world));

        source.Now("b:5347");
        world.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(InstanceState.Draining, Snapshot(world).Instances.Single(instance => instance.Endpoint == "a:5347").State);
        Assert.False(first.Link.IsClosed);
        world.Advance(TimeSpan.FromSeconds(30));
        Assert.True(first.Link.IsClosed);
        Assert.Null(first.Link.Error);
        first.Disconnects();
        world.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(["b:5347"], Snapshot(world).Instances.Select(instance => instance.Endpoint));
        Assert.False(second.Link.IsClosed);
        Assert.Equal(2, world.Dialler.Dialled.Count);
    }

    [Fact]
    public void What_cannot_be_looked_up_stays_as_it_was()
    {
        var source = new TestEndpoints("a:5347");
        using var world = Start(new ConnectSettings { Source = source });
        var peer = Serves(world);

        source.Trouble = "the file is gone";
        world.Advance(TimeSpan.FromSeconds(20));

        Assert.False(peer.Link.IsClosed);
        Assert.Single(Snapshot(world).Instances);
    }

    [Fact]
    public void Priorities_and_weights_are_those_of_the_endpoints_and_change_with_them()
    {
        var source = new TestEndpoints();
        source.Now(new DialEndpoint("a:1", 1, 30), new DialEndpoint("b:1", 1, 70), new DialEndpoint("c:1", 2));
        using var world = Start(new ConnectSettings { Source = source });
        var peers = new[] { Serves(world), Serves(world), Serves(world) };
        Assert.Equal([("a:1", 30, false), ("b:1", 70, false), ("c:1", 100, true)], Shares(world));

        source.Now(new DialEndpoint("c:1", 1), new DialEndpoint("a:1", 1, 40), new DialEndpoint("b:1", 2, 70));
        world.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([("a:1", 40, false), ("b:1", 70, true), ("c:1", 100, false)], Shares(world));
        Assert.All(peers, peer => Assert.False(peer.Link.IsClosed));
    }

    [Fact]
    public void The_first_endpoints_are_active_where_their_number_is_said()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:1", "b:1", "c:1"), Active = 2 });

        for (var i = 0; i < 3; i++) Serves(world);

        Assert.Equal([("a:1", 100, false), ("b:1", 100, false), ("c:1", 100, true)], Shares(world));
    }

    [Fact]
    public void An_operator_sees_how_each_endpoint_fares()
    {
        using var world = Start(new ConnectSettings { Source = Listed("a:1", "b:1") });
        Serves(world);
        world.Dialler.Fails("connection refused");
        var asker = world.World.Listener();

        world.World.Region.Tell(new ShowDials(Domain), asker.Actor);
        world.World.Region.Tell(new ShowDials("echo.example"), asker.Actor);
        world.World.Run();

        var answers = asker.Heard.Cast<DialsShown>().ToDictionary(answer => answer.Domain);
        var shown = answers[Domain];
        Assert.Equal(("a:1, b:1", null), (shown.Source, shown.LookUpError));
        Assert.Equal(
            [new DialState("a:1", 1, 1, 0, null), new DialState("b:1", 1, 0, 1, "connection refused")], shown.Endpoints.Select(each => each.State));
        Assert.Equal("", answers["echo.example"].Source);
    }

    private static IEnumerable<(string, int, bool)> Shares(DialWorld world) => Snapshot(world).Instances
        .OrderBy(instance => instance.Endpoint, StringComparer.Ordinal)
        .Select(instance => (instance.Endpoint!, instance.ConfiguredWeight, instance.IsWarm));

    private static DialWorld Start(ConnectSettings settings) => new(new FarmSettings { Domain = Domain, Secrets = ["s", "new"], Connect = settings });

    private static ListedEndpoints Listed(params string[] endpoints) => new([.. endpoints]);

    private static FarmSnapshot Snapshot(DialWorld world) => world.World.Directory.GetOrAdd(Domain).Snapshot;

    private static void Opens(DialledPeer peer, string id, string content = Namespaces.ComponentConnect) =>
        peer.Link.Opens(new StreamHeader { To = Domain, Id = id, ContentNamespace = content, ByteCount = 100 });

    /// <summary>The oldest open attempt gets through.</summary>
    private static DialledPeer Serves(DialWorld world)
    {
        var peer = world.Dialler.Connects();
        Opens(peer, "id");
        peer.Link.Answers(Handshake);
        return peer;
    }

    /// <summary>Endpoints that change, looked up each second.</summary>
    private sealed class TestEndpoints(params string[] first) : IEndpointSource
    {
        private ImmutableArray<DialEndpoint> _now = [.. first.Select(address => new DialEndpoint(address))];

        public string? Trouble { get; set; }

        public void Now(params string[] addresses) => Now([.. addresses.Select(address => new DialEndpoint(address))]);

        public void Now(params DialEndpoint[] endpoints) => _now = [.. endpoints];

        public Task<EndpointList> LookUpAsync(CancellationToken cancellationToken) => Trouble is { } trouble
            ? Task.FromException<EndpointList>(new EndpointsUnknownException(trouble))
            : Task.FromResult(new EndpointList(_now, TimeSpan.FromSeconds(1)));
    }
}

/// <summary>A <see cref="FarmWorld"/> whose node dials.</summary>
internal sealed class DialWorld : IDisposable
{
    public DialWorld(FarmSettings farm)
    {
        World = new FarmWorld(more: farm);
        Dialler = new TestDialler(World);
        World.StartDialling(Dialler);
        World.Watcher.Tell(new WatchFarm(farm.Domain));
        World.Run();
    }

    public FarmWorld World { get; }

    public TestDialler Dialler { get; }

    public void Advance(TimeSpan by) => World.Advance(by);

    public void Sends(Transport.Stanzas.Stanza stanza) => World.Sends(stanza);

    public void Dispose() => World.Dispose();
}
