using XmppActors.Actors.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Accounts;

public class BindRulesTests
{
    private static readonly BareJid Juliet = BareJid.Parse("juliet@capulet.example");
    private static readonly FullJid Balcony = FullJid.Parse("juliet@capulet.example/balcony");

    [Fact] // RFC 6120 §7.7.1
    public void A_free_resource_is_bound_as_requested() =>
        Assert.Equal(new BindDecision.Bind(Balcony), Decide("balcony"));

    [Theory] // RFC 6120 §7.6.1
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_wish_the_server_chooses(string? requested) =>
        Assert.Equal(new BindDecision.Bind(Juliet.WithResource("generated")), Decide(requested));

    [Fact] // RFC 6120 §7.7.2.1
    public void A_resource_that_is_no_resourcepart_is_a_bad_request() =>
        Assert.Equal(new BindDecision.Refuse(StanzaErrorCondition.BadRequest), Decide("\u0007"));

    [Fact] // RFC 6120 §7.7.2.2
    public void A_bound_resource_changes_hands_by_default() =>
        Assert.Equal(new BindDecision.Replace(Balcony), Decide("balcony", [Balcony]));

    [Fact] // RFC 6120 §7.7.2.2
    public void A_bound_resource_may_be_refused() =>
        Assert.Equal(
            new BindDecision.Refuse(StanzaErrorCondition.Conflict), Decide("balcony", [Balcony], ResourceConflictPolicy.Refuse));

    [Fact] // RFC 6120 §7.7.2.2
    public void A_bound_resource_may_be_given_under_another_name() =>
        Assert.Equal(
            new BindDecision.Bind(Juliet.WithResource("balcony.generated")), Decide("balcony", [Balcony], ResourceConflictPolicy.Rename));

    [Theory]
    [InlineData("x", 1023)]
    [InlineData("\U0001F339", 255)]
    public void A_long_resource_is_shortened_to_get_another_name(string character, int count)
    {
        var requested = string.Concat(Enumerable.Repeat(character, count));

        var decision = Decide(requested, [Juliet.WithResource(requested)], ResourceConflictPolicy.Rename);

        var renamed = Assert.IsType<BindDecision.Bind>(decision).Address.Resourcepart;
        Assert.StartsWith(character, renamed, StringComparison.Ordinal);
        Assert.EndsWith(".generated", renamed, StringComparison.Ordinal);
    }

    [Fact] // RFC 6120 §7.6.2.1
    public void One_resource_too_many_is_refused() =>
        Assert.Equal(
            new BindDecision.Refuse(StanzaErrorCondition.ResourceConstraint),
            Decide("chamber", [Balcony, Juliet.WithResource("orchard")]));

    [Fact]
    public void At_the_limit_a_resource_may_still_change_hands() =>
        Assert.Equal(new BindDecision.Replace(Balcony), Decide("balcony", [Balcony, Juliet.WithResource("orchard")]));

    private static BindDecision Decide(
        string? requested, FullJid[]? bound = null, ResourceConflictPolicy policy = ResourceConflictPolicy.Replace)
    {
        bound ??= [];
        var settings = new AccountSettings { MaxResources = 2, ConflictPolicy = policy };
        return BindRules.Decide(Juliet, requested, "generated", bound.Contains, bound.Length, settings);
    }
}
