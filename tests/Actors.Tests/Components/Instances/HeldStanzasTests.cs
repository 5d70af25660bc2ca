using System.Collections.Frozen;
using System.Xml.Linq;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Instances;
using XmppActors.Actors.Routing;
using XmppActors.Actors.ServerInfo;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components.Instances;

/// <summary>What becomes of a stanza while its node knows of no instance that could have it.</summary>
public sealed class HeldStanzasTests : IDisposable
{
    private static readonly FullJid Romeo = FullJid.Parse("romeo@montague.example/orchard");
    private static readonly BareJid Bot = BareJid.Parse("bot@echo.example");

    private readonly FarmWorld _world = new();
    private readonly TestListener _farms;

    public HeldStanzasTests()
    {
        _farms = _world.Listener();
        _world.Router.Held = _world.ActorOf(Props.Create(() => new HeldStanzas(_farms.Actor, _world.Router, _world.Counters, _world.Time)));
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void An_instance_that_the_entity_knows_and_the_node_does_not_yet_gets_it()
    {
        var instance = _world.Listener();

        Send("m1", "m2");
        Assert.Equal([new LookAtFarm("echo.example", 1)], _farms.Heard);
        Assert.Empty(_world.TakeFromAccounts());
        Answer(new FarmInstance("x", instance.Actor, "", default));

        Assert.Equal(["m1", "m2"], instance.Heard.Cast<Stanza>().Select(stanza => stanza.Id));
        Assert.Empty(_world.TakeFromAccounts());
        _world.Counters.Delivered(2);
    }

    [Fact]
    public void What_could_be_answered_in_the_farms_place_is_its_instances_to_answer()
    {
        var router = new StanzaRouter(FrozenSet.Create("montague.example"), _world.Directory, _world.Counters)
        {
            Availability = new AvailabilityRoutes(_world.Directory, []),
            Held = _world.Router.Held,
        };
        var instance = _world.Listener();
        _world.Counters.Accepted();
        var payload = new XElement(XName.Get("query", ServiceDiscovery.InfoNamespace));

        router.Route(Stanza.Create(StanzaKind.Iq, StanzaType.Get, Romeo, BareJid.Parse("echo.example"), "q1", payload), ActorRefs.Nobody);
        _world.Run();
        Answer(new FarmInstance("x", instance.Actor, "", default));

        Assert.Equal("q1", Assert.IsType<Stanza>(Assert.Single(instance.Heard)).Id);
        _world.Counters.Delivered();
    }

    [Fact]
    public void It_goes_back_when_the_entity_has_said_that_nobody_is_there()
    {
        Send("m1");
        Answer();

        Assert.Equal("m1", Assert.Single(_world.TakeFromAccounts()).Id);
        _world.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(_farms.Heard);
    }

    [Fact]
    public void An_answer_says_nothing_of_what_came_after_the_question()
    {
        Send("m1");
        Send("m2");
        Answer();

        Assert.Equal("m1", Assert.Single(_world.TakeFromAccounts()).Id);
        Assert.Equal(2, _farms.Heard.Count);
        Answer();
        Assert.Equal("m2", Assert.Single(_world.TakeFromAccounts()).Id);
    }

    [Fact]
    public void An_entity_that_does_not_answer_is_asked_again_for_a_while()
    {
        Send("m1");
        _world.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(5, _farms.Heard.Count);
        Assert.Empty(_world.TakeFromAccounts());

        _world.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("m1", Assert.Single(_world.TakeFromAccounts()).Id);
    }

    [Fact]
    public void An_entity_that_was_asked_twice_has_not_answered_what_it_was_asked_after_that()
    {
        Send("m1");
        _world.Advance(TimeSpan.FromSeconds(1));
        var asked = _farms.Heard.Cast<LookAtFarm>().ToList();
        Assert.Equal(2, asked.Count);
        Answer(asked[0]);
        Send("m2");
        _world.TakeFromAccounts();
        Answer(asked[1]);

        Assert.Empty(_world.TakeFromAccounts());
        Answer();
        Assert.Equal("m2", Assert.Single(_world.TakeFromAccounts()).Id);
    }

    [Fact]
    public void What_is_in_doubt_goes_back_before_what_is_held_for_longer()
    {
        var view = _world.Directory.GetOrAdd("echo.example");
        _world.Counters.Accepted();
        _world.Router.Held.Tell(new HoldStanza(view, Message("m1"), []));
        Send("m2");

        _world.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("m2", Assert.Single(_world.TakeFromAccounts()).Id);
        _world.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal("m1", Assert.Single(_world.TakeFromAccounts()).Id);
    }

    private static Stanza Message(string id) => Stanza.Create(StanzaKind.Message, StanzaType.None, Romeo, Bot, id);

    private void Send(params string[] ids)
    {
        foreach (var id in ids)
        {
            _world.Counters.Accepted();
            _world.Router.Route(Message(id), ActorRefs.Nobody);
        }

        _world.Run();
    }

    /// <summary>What was asked last.</summary>
    private void Answer(params FarmInstance[] instances) => Answer((LookAtFarm)_farms.Heard[^1], instances);

    private void Answer(LookAtFarm question, params FarmInstance[] instances)
    {
        var snapshot = _world.Snapshot with { Version = _world.Snapshot.Version + 1, Instances = [.. instances] };
        _world.Router.Held.Tell(new FarmLookedAt(question.Question, snapshot));
        _world.Run();
    }
}
