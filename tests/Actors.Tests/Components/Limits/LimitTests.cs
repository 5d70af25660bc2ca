using XmppActors.Actors.Components.Limits;
using XmppActors.Actors.Components.Policies;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components.Limits;

public class LimitTests
{
    private static readonly BareJid Echo = BareJid.Parse("echo.example");
    private static readonly FullJid Romeo = FullJid.Parse("romeo@montague.example/orchard");

    [Fact]
    public void A_sender_beyond_its_rate_is_told_to_wait()
    {
        using var world = WorldWith(new FarmLimits { SenderStanzas = 2 });
        var component = world.ConnectServing();

        foreach (var id in (string[])["m1", "m2", "m3"]) world.Sends(Message(id));
        var error = world.TakeFromAccounts().Single();
        world.Advance(TimeSpan.FromSeconds(1));
        world.Sends(Message("m4"));

        Assert.Equal(["m1", "m2", "m4"], component.Stanzas.Select(stanza => stanza.Id));
        Assert.Equal(("m3", StanzaType.Error), (error.Id, error.Type));
        Assert.Contains("type='wait'><resource-constraint", System.Text.Encoding.UTF8.GetString(error.Payload.Span));
    }

    [Fact]
    public void What_a_component_may_not_send_comes_back_and_its_stream_stays()
    {
        using var world = WorldWith(new FarmLimits { KindsFrom = StanzaKinds.Message, From = [JidPattern.Parse("*@echo.example")] });
        var component = world.ConnectServing();

        component.Sends(Stanza.Create(StanzaKind.Message, StanzaType.Chat, Echo, Romeo, "m1"));
        component.Sends(Stanza.Create(StanzaKind.Presence, StanzaType.None, FullJid.Parse("bot@echo.example/x"), Romeo, "p1"));
        component.Sends(Stanza.Create(StanzaKind.Message, StanzaType.Chat, FullJid.Parse("bot@echo.example/x"), Romeo, "m2"));

        Assert.Equal("m2", world.TakeFromAccounts().Single().Id);
        Assert.Equal([("m1", StanzaType.Error), ("p1", StanzaType.Error)], component.Stanzas.Select(stanza => (stanza.Id, stanza.Type)));
        Assert.False(component.IsClosed);
    }

    [Fact]
    public void An_instance_is_read_at_its_pace()
    {
        using var world = WorldWith(new FarmLimits { InstanceStanzas = 10 });
        var component = world.ConnectServing();
        var before = component.ProcessedBytes;
        Assert.Equal(2560, component.ReadWindow);

        for (var i = 0; i < 4; i++) component.Sends(Stanza.Create(StanzaKind.Message, StanzaType.Chat, Echo, Romeo, $"m{i}"));
        Assert.Equal(4, world.TakeFromAccounts().Length);
        Assert.Equal(before, component.ProcessedBytes);

        world.Advance(TimeSpan.FromMilliseconds(400));
        Assert.True(component.ProcessedBytes > before);
    }

    [Theory]
    [InlineData("a.echo.example")]
    [InlineData("b.a.echo.example")]
    public void A_farm_may_serve_all_below_its_domain(string domain)
    {
        using var world = new FarmWorld(rules: new FarmRules { ServesSubdomains = true });

        world.Sends(Message("m0", BareJid.Parse(domain)));
        Assert.Contains("remote-server-timeout", System.Text.Encoding.UTF8.GetString(world.TakeFromAccounts().Single().Payload.Span));

        var component = world.ConnectServing();
        world.Sends(Message("m1", BareJid.Parse(domain)));
        component.Sends(Stanza.Create(StanzaKind.Iq, StanzaType.Get, BareJid.Parse(domain), Romeo, "q1", "<ping xmlns='urn:xmpp:ping'/>"u8.ToArray()));
        world.Sends(Stanza.Create(StanzaKind.Iq, StanzaType.Result, Romeo, BareJid.Parse(domain), "q1"));

        Assert.Equal("q1", world.TakeFromAccounts().Single().Id);
        Assert.Equal(["m1", "q1"], component.Stanzas.Select(stanza => stanza.Id));
    }

    [Theory]
    [InlineData("a.echo.example")]
    [InlineData("notecho.example")]
    [InlineData("example")]
    public void Other_domains_are_not_a_farms(string domain)
    {
        using var world = new FarmWorld(rules: new FarmRules { ServesSubdomains = domain != "a.echo.example" });
        world.ConnectServing();

        world.Sends(Message("m1", BareJid.Parse(domain)));

        Assert.Contains("remote-server-not-found", System.Text.Encoding.UTF8.GetString(world.TakeFromAccounts().Single().Payload.Span));
    }

    private static FarmWorld WorldWith(FarmLimits limits) => new(rules: new FarmRules { Limits = limits });

    private static Stanza Message(string id, Jid? to = null) => Stanza.Create(StanzaKind.Message, StanzaType.Chat, Romeo, to ?? Echo, id);
}
