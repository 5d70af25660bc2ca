using XmppActors.Actors.Presence;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Presence;

public class SubscriptionRulesTests
{
    private const bool Must = true;
    private const bool MustNot = false;

    [Theory] // RFC 6121 appendix A.2.1
    [InlineData("None", Must, "None + Pending Out")]
    [InlineData("None + Pending Out", Must, "None + Pending Out")]
    [InlineData("None + Pending In", Must, "None + Pending Out+In")]
    [InlineData("None + Pending Out+In", Must, "None + Pending Out+In")]
    [InlineData("To", Must, "To")]
    [InlineData("To + Pending In", Must, "To + Pending In")]
    [InlineData("From", Must, "From + Pending Out")]
    [InlineData("From + Pending Out", Must, "From + Pending Out")]
    [InlineData("Both", Must, "Both")]
    public void Outbound_subscribe(string state, bool isRouted, string next) => Outbound(StanzaType.Subscribe, state, isRouted, next);

    [Theory] // RFC 6121 appendix A.2.2
    [InlineData("None", Must, "None")]
    [InlineData("None + Pending Out", Must, "None")]
    [InlineData("None + Pending In", Must, "None + Pending In")]
    [InlineData("None + Pending Out+In", Must, "None + Pending In")]
    [InlineData("To", Must, "None")]
    [InlineData("To + Pending In", Must, "None + Pending In")]
    [InlineData("From", Must, "From")]
    [InlineData("From + Pending Out", Must, "From")]
    [InlineData("Both", Must, "From")]
    public void Outbound_unsubscribe(string state, bool isRouted, string next) => Outbound(StanzaType.Unsubscribe, state, isRouted, next);

    [Theory] // RFC 6121 appendix A.2.3
    [InlineData("None", MustNot, "None")]
    [InlineData("None + Pending Out", MustNot, "None + Pending Out")]
    [InlineData("None + Pending In", Must, "From")]
    [InlineData("None + Pending Out+In", Must, "From + Pending Out")]
    [InlineData("To", MustNot, "To")]
    [InlineData("To + Pending In", Must, "Both")]
    [InlineData("From", MustNot, "From")]
    [InlineData("From + Pending Out", MustNot, "From + Pending Out")]
    [InlineData("Both", MustNot, "Both")]
    public void Outbound_subscribed(string state, bool isRouted, string next) => Outbound(StanzaType.Subscribed, state, isRouted, next);

    [Theory] // RFC 6121 appendix A.2.4
    [InlineData("None", MustNot, "None")]
    [InlineData("None + Pending Out", MustNot, "None + Pending Out")]
    [InlineData("None + Pending In", Must, "None")]
    [InlineData("None + Pending Out+In", Must, "None + Pending Out")]
    [InlineData("To", MustNot, "To")]
    [InlineData("To + Pending In", Must, "To")]
    [InlineData("From", Must, "None")]
    [InlineData("From + Pending Out", Must, "None + Pending Out")]
    [InlineData("Both", Must, "To")]
    public void Outbound_unsubscribed(string state, bool isRouted, string next) => Outbound(StanzaType.Unsubscribed, state, isRouted, next);

    [Theory] // RFC 6121 appendix A.3.1; the server answers for an account that has approved already (§3.1.3)
    [InlineData("None", Must, "None + Pending In")]
    [InlineData("None + Pending Out", Must, "None + Pending Out+In")]
    [InlineData("None + Pending In", MustNot, "None + Pending In")]
    [InlineData("None + Pending Out+In", MustNot, "None + Pending Out+In")]
    [InlineData("To", Must, "To + Pending In")]
    [InlineData("To + Pending In", MustNot, "To + Pending In")]
    [InlineData("From", MustNot, "From", true)]
    [InlineData("From + Pending Out", MustNot, "From + Pending Out", true)]
    [InlineData("Both", MustNot, "Both", true)]
    public void Inbound_subscribe(string state, bool isDelivered, string next, bool isAnswered = false) =>
        Inbound(StanzaType.Subscribe, state, isDelivered, next, isAnswered);

    [Theory] // RFC 6121 appendix A.3.2
    [InlineData("None", MustNot, "None")]
    [InlineData("None + Pending Out", MustNot, "None + Pending Out")]
    [InlineData("None + Pending In", Must, "None")]
    [InlineData("None + Pending Out+In", Must, "None + Pending Out")]
    [InlineData("To", MustNot, "To")]
    [InlineData("To + Pending In", Must, "To")]
    [InlineData("From", Must, "None")]
    [InlineData("From + Pending Out", Must, "None + Pending Out")]
    [InlineData("Both", Must, "To")]
    public void Inbound_unsubscribe(string state, bool isDelivered, string next) => Inbound(StanzaType.Unsubscribe, state, isDelivered, next);

    [Theory] // RFC 6121 appendix A.3.3
    [InlineData("None", MustNot, "None")]
    [InlineData("None + Pending Out", Must, "To")]
    [InlineData("None + Pending In", MustNot, "None + Pending In")]
    [InlineData("None + Pending Out+In", Must, "To + Pending In")]
    [InlineData("To", MustNot, "To")]
    [InlineData("To + Pending In", MustNot, "To + Pending In")]
    [InlineData("From", MustNot, "From")]
    [InlineData("From + Pending Out", Must, "Both")]
    [InlineData("Both", MustNot, "Both")]
    public void Inbound_subscribed(string state, bool isDelivered, string next) => Inbound(StanzaType.Subscribed, state, isDelivered, next);

    [Theory] // RFC 6121 appendix A.3.4
    [InlineData("None", MustNot, "None")]
    [InlineData("None + Pending Out", Must, "None")]
    [InlineData("None + Pending In", MustNot, "None + Pending In")]
    [InlineData("None + Pending Out+In", Must, "None + Pending In")]
    [InlineData("To", Must, "None")]
    [InlineData("To + Pending In", Must, "None + Pending In")]
    [InlineData("From", MustNot, "From")]
    [InlineData("From + Pending Out", Must, "From")]
    [InlineData("Both", Must, "From")]
    public void Inbound_unsubscribed(string state, bool isDelivered, string next) => Inbound(StanzaType.Unsubscribed, state, isDelivered, next);

    [Theory] // RFC 6121 §3.4.2
    [InlineData("None")]
    [InlineData("None + Pending Out")]
    [InlineData("To")]
    public void Subscribed_without_a_request_is_remembered_as_approval(string state)
    {
        var before = SubscriptionStates.Parse(state);

        var step = SubscriptionRules.Outbound(before, StanzaType.Subscribed);

        Assert.Equal(before | Subscription.Approved, step.Next);
        Assert.False(step.Passes);
    }

    [Theory] // RFC 6121 §3.4.2
    [InlineData("None", "From")]
    [InlineData("None + Pending Out", "From + Pending Out")]
    [InlineData("To", "Both")]
    public void A_request_that_was_approved_before_is_answered_and_not_delivered(string state, string next)
    {
        var step = SubscriptionRules.Inbound(SubscriptionStates.Parse(state) | Subscription.Approved, StanzaType.Subscribe);

        Assert.Equal(next, SubscriptionStates.Name(step.Next));
        Assert.False(step.Passes);
        Assert.True(step.Approves);
    }

    [Theory] // RFC 6121 §3.4.3
    [InlineData("None", MustNot)]
    [InlineData("To", MustNot)]
    [InlineData("From", Must)]
    [InlineData("Both", Must)]
    public void Unsubscribed_takes_an_approval_back(string state, bool isRouted)
    {
        var step = SubscriptionRules.Outbound(SubscriptionStates.Parse(state) | Subscription.Approved, StanzaType.Unsubscribed);

        Assert.Equal(Subscription.None, step.Next & Subscription.Approved);
        Assert.Equal(isRouted, step.Passes);
    }

    [Fact]
    public void Every_step_leads_to_one_of_the_nine_states()
    {
        StanzaType[] types = [StanzaType.Subscribe, StanzaType.Subscribed, StanzaType.Unsubscribe, StanzaType.Unsubscribed];
        var reached = new HashSet<Subscription> { Subscription.None };
        var open = new Stack<Subscription>(reached);

        while (open.TryPop(out var state))
        {
            foreach (var type in types)
            {
                foreach (var next in new[] { SubscriptionRules.Outbound(state, type).Next, SubscriptionRules.Inbound(state, type).Next })
                {
                    Assert.DoesNotContain(",", SubscriptionStates.Name(next), StringComparison.Ordinal);
                    if (reached.Add(next))
                        open.Push(next);
                }
            }
        }

        Assert.Equal(9, reached.Select(state => state & ~Subscription.Approved).Distinct().Count());
    }

    private static void Outbound(StanzaType type, string state, bool isRouted, string next)
    {
        var step = SubscriptionRules.Outbound(SubscriptionStates.Parse(state), type);

        Assert.Equal(next, SubscriptionStates.Name(step.Next));
        Assert.Equal(isRouted, step.Passes);
        Assert.False(step.Approves);
    }

    private static void Inbound(StanzaType type, string state, bool isDelivered, string next, bool isAnswered = false)
    {
        var step = SubscriptionRules.Inbound(SubscriptionStates.Parse(state), type);

        Assert.Equal(next, SubscriptionStates.Name(step.Next));
        Assert.Equal(isDelivered, step.Passes);
        Assert.Equal(isAnswered, step.Approves);
    }
}
