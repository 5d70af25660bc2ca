using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Policies;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Components;

/// <summary>Which secret opens which domain's streams, and when it does not any more.</summary>
public class CredentialTests
{
    private static readonly FarmSettings Wildcard = new() { Domain = "*.irc.example", Secrets = ["w"] };
    private static readonly FullJid Romeo = FullJid.Parse("romeo@montague.example/orchard");

    [Theory]
    [InlineData("a.irc.example")]
    [InlineData("a.b.irc.example")]
    public void Any_domain_below_a_template_may_be_claimed_by_who_has_its_secret(string domain)
    {
        using var world = new FarmWorld(more: Wildcard);

        var component = Connect(world, domain, "w");
        world.Sends(Message($"user@{domain}"));

        Assert.Single(component.Stanzas);
    }

    [Theory]
    [InlineData("irc.example")]
    [InlineData("airc.example")]
    [InlineData("montague.example")]
    public void A_template_opens_nothing_else(string domain)
    {
        using var world = new FarmWorld(more: [Wildcard, new FarmSettings { Domain = "*.example", Secrets = [] }]);
        var component = world.Connect();

        component.Opens(domain);

        Assert.Equal(StreamErrorCondition.HostUnknown, component.Error!.Condition);
    }

    [Fact]
    public async Task A_domain_with_a_secret_of_its_own_is_not_opened_by_a_template_s()
    {
        using var world = new FarmWorld(more: Wildcard);
        await world.Storage.FarmSecrets.AddAsync(BareJid.Parse("a.irc.example"), "own", TestContext.Current.CancellationToken);

        Assert.Equal(StreamErrorCondition.NotAuthorized, Connect(world, "a.irc.example", "w").Error!.Condition);
        Assert.False(Connect(world, "a.irc.example", "own").IsClosed);
    }

    [Theory]
    [InlineData("*.gate.example", "sms.gate.example")]
    [InlineData("gate.*", "gate.montague.example")]
    public async Task A_stored_secret_may_be_a_template_s(string name, string domain)
    {
        using var world = new FarmWorld();
        Assert.True(FarmName.TryParse(name, out var template));
        var stored = await world.Storage.FarmSecrets.AddAsync(template, "s", TestContext.Current.CancellationToken);

        Connect(world, domain, "s");

        var instance = world.Directory.GetOrAdd(domain).Snapshot.Instances.Single();
        Assert.Equal(stored.Id, instance.CredentialId);
    }

    [Fact]
    public async Task A_secret_revoked_between_header_and_handshake_opens_nothing()
    {
        using var world = new FarmWorld();
        var echo = BareJid.Parse("bots.example");
        var (kept, revoked) = (
            await world.Storage.FarmSecrets.AddAsync(echo, "kept", TestContext.Current.CancellationToken),
            await world.Storage.FarmSecrets.AddAsync(echo, "revoked", TestContext.Current.CancellationToken));
        var component = world.Connect();
        component.Opens("bots.example");

        await world.Storage.FarmSecrets.RemoveAsync(echo, revoked.Id, TestContext.Current.CancellationToken);
        component.ShakesHands("revoked");

        Assert.Equal(StreamErrorCondition.NotAuthorized, component.Error!.Condition);
        Assert.False(Connect(world, "bots.example", "kept").IsClosed);
        Assert.NotNull(kept);
    }

    [Fact] // XEP-0114 §3: the handshake hashes the secret itself.
    public void SCRAM_keys_alone_do_not_serve_XEP_0114()
    {
        using var world = new FarmWorld(more: new FarmSettings { Domain = "keys.example", Secrets = ["SCRAM-SHA-256$4096:c2FsdA==$eA==:eA=="] });
        var component = world.Connect();

        component.Opens("keys.example");

        Assert.Equal(StreamErrorCondition.NotAuthorized, component.Error!.Condition);
        Assert.Contains("XEP-0225", component.Error.Text);
    }

    [Theory]
    [InlineData("bot@sub.wide.example", true)]
    [InlineData("bot@a.sub.wide.example", true)]
    [InlineData("bot@narrow.example", false)]
    public void A_farm_with_its_subdomains_sends_from_there(string from, bool isServed)
    {
        using var world = new FarmWorld(more: new FarmSettings { Domain = "wide.example", Secrets = ["s"], Rules = new FarmRules { ServesSubdomains = true } });
        var component = Connect(world, "wide.example", "s");

        component.Sends(Stanza.Create(StanzaKind.Message, StanzaType.None, BareJid.Parse(from), Romeo, "m1"));

        Assert.Equal(isServed, !component.IsClosed);
        Assert.Equal(isServed ? 1 : 0, world.TakeFromAccounts().Length);
    }

    private static ComponentLink Connect(FarmWorld world, string domain, string secret)
    {
        var component = world.Connect();
        component.Opens(domain);
        component.ShakesHands(secret);
        return component;
    }

    private static Stanza Message(string to) => Stanza.Create(StanzaKind.Message, StanzaType.None, Romeo, BareJid.Parse(to), "m1");
}
