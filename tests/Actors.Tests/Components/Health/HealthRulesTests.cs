using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Health;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Components.Health;

public class HealthRulesTests
{
    private static readonly HealthSettings Settings = HealthSettings.Default;
    private static readonly TimeSpan Start = TimeSpan.FromHours(1);

    [Theory] // The oldest stanza has waited for so many milliseconds.
    [InlineData(nameof(InstanceState.Ready), 0, nameof(InstanceState.Ready))]
    [InlineData(nameof(InstanceState.Ready), 999, nameof(InstanceState.Ready))]
    [InlineData(nameof(InstanceState.Ready), 1000, nameof(InstanceState.Degraded))]
    [InlineData(nameof(InstanceState.Ready), 1999, nameof(InstanceState.Degraded))]
    [InlineData(nameof(InstanceState.Ready), 2000, nameof(InstanceState.Suspect))]
    [InlineData(nameof(InstanceState.Ready), 30000, nameof(InstanceState.Down))]
    [InlineData(nameof(InstanceState.Degraded), 600, nameof(InstanceState.Degraded))]
    [InlineData(nameof(InstanceState.Degraded), 499, nameof(InstanceState.Ready))]
    [InlineData(nameof(InstanceState.Degraded), 2000, nameof(InstanceState.Suspect))]
    [InlineData(nameof(InstanceState.Suspect), 29999, nameof(InstanceState.Suspect))]
    [InlineData(nameof(InstanceState.Suspect), 1999, nameof(InstanceState.Degraded))]
    [InlineData(nameof(InstanceState.Suspect), 0, nameof(InstanceState.Ready))]
    [InlineData(nameof(InstanceState.Suspect), 30000, nameof(InstanceState.Down))]
    [InlineData(nameof(InstanceState.Down), 0, nameof(InstanceState.Down))]
    public void The_age_of_the_oldest_unacknowledged_stanza_decides(string from, int age, string to)
    {
        var (before, expected) = (Enum.Parse<InstanceState>(from), Enum.Parse<InstanceState>(to));
        var health = new InstanceHealth { State = before, ReportedAt = Start };

        var after = HealthRules.Report(health, Waiting(age), hasOthers: true, Settings, Start);

        Assert.Equal(expected, after.State);
        if (expected == InstanceState.Down && before != InstanceState.Down)
            Assert.Equal(StreamErrorCondition.ConnectionTimeout, after.End?.Condition);
    }

    [Fact]
    public void A_stream_that_falls_silent_with_something_outstanding_is_suspect_then_down()
    {
        var health = HealthRules.Report(Joined(), Waiting(100), hasOthers: true, Settings, Start);

        Assert.Equal(InstanceState.Ready, At(health, 2.9).State);
        Assert.Equal(InstanceState.Suspect, At(health, 3).State);
        Assert.Equal(InstanceState.Suspect, At(At(health, 3), 29).State);
        Assert.Equal(InstanceState.Down, At(At(health, 3), 30).State);
        Assert.Equal(Start + TimeSpan.FromSeconds(3), HealthRules.NextChange(health, Settings, Start));
    }

    [Fact]
    public void A_stream_with_nothing_outstanding_may_be_silent()
    {
        var health = HealthRules.Report(Joined(), default, hasOthers: true, Settings, Start);

        Assert.Equal(InstanceState.Ready, At(health, 3600).State);
        Assert.Null(HealthRules.NextChange(health, Settings, Start));
    }

    [Fact]
    public void Who_comes_back_gets_its_weight_in_steps()
    {
        var back = Back(Fallen(Joined(), Start), Start);

        Assert.Equal(
            [(0, 10), (2.4, 10), (2.5, 25), (5, 50), (7.5, 75), (9.9, 75), (10, 100)],
            new[] { 0, 2.4, 2.5, 5, 7.5, 9.9, 10 }.Select(after => (after, Percent(back, after))));
        Assert.Equal(4, StepsOf(back).Count);
    }

    [Fact]
    public void Who_comes_back_to_an_empty_farm_gets_all_at_once()
    {
        var fallen = Fallen(Joined(), Start);

        var back = HealthRules.Report(fallen, default, hasOthers: false, Settings, Start);

        Assert.Equal(100, Percent(back, 0));
    }

    [Theory] // Penalties of 0, 10, 20, 40 … 300 s stand before the growth.
    [InlineData(1, 0)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(4, 40)]
    [InlineData(6, 160)]
    [InlineData(7, 300)]
    [InlineData(60, 300)]
    public void Each_fall_that_follows_soon_doubles_the_wait_for_the_whole_weight(int falls, int penalty)
    {
        Assert.Equal(TimeSpan.FromSeconds(penalty), SlowStart.Penalty(falls, Settings));
    }

    [Fact]
    public void Falls_count_while_they_follow_each_other_within_the_window()
    {
        var now = Start;
        var health = Fallen(Joined(), now);
        Assert.Equal(1, health.Falls);

        health = Fallen(Back(health, now), now += TimeSpan.FromSeconds(5));
        Assert.Equal(2, health.Falls);
        var back = Back(health, now);
        Assert.Equal(1, HealthRules.Percent(back, Settings, now + TimeSpan.FromSeconds(9)));
        Assert.Equal(10, HealthRules.Percent(back, Settings, now + TimeSpan.FromSeconds(10)));

        health = Fallen(back, now += TimeSpan.FromSeconds(20 + 60));
        Assert.Equal(3, health.Falls);

        now += TimeSpan.FromSeconds(1);
        health = Fallen(Back(health, now), now + TimeSpan.FromSeconds(20 + 10 + 61));
        Assert.Equal(1, health.Falls);
    }

    [Fact]
    public void Many_errors_open_the_breaker_then_a_small_share_shows_whether_it_may_close()
    {
        var now = Start;
        var health = Answered(Joined(), 19, 19, now);
        Assert.Equal(InstanceState.Ready, health.State);
        health = Answered(health, 20, 20, now);
        Assert.Equal((InstanceState.Degraded, Breaker.Open, 0), (health.State, health.Breaker, Percent(health, 0)));

        health = HealthRules.Judge(health, hasOthers: true, Settings, now += TimeSpan.FromSeconds(10));
        Assert.Equal((InstanceState.Degraded, Breaker.HalfOpen, 10), (health.State, health.Breaker, HealthRules.Percent(health, Settings, now)));

        var failing = Answered(health, 25, 24, now);
        Assert.Equal((Breaker.Open, now + TimeSpan.FromSeconds(20)), (failing.Breaker, failing.BreakerUntil));

        var well = Answered(health, 25, 20, now);
        Assert.Equal((InstanceState.Ready, Breaker.Closed, 10), (well.State, well.Breaker, HealthRules.Percent(well, Settings, now)));
    }

    [Fact]
    public void Errors_that_are_not_the_most_leave_the_breaker_closed()
    {
        Assert.Equal(Breaker.Closed, Answered(Joined(), 1000, 500, Start).Breaker);
        Assert.Equal(Breaker.Open, Answered(Joined(), 1000, 501, Start).Breaker);
    }

    [Fact]
    public void Errors_of_long_ago_are_forgotten()
    {
        var health = Answered(Joined(), 15, 15, Start);

        health = Answered(health, 30, 30, Start + TimeSpan.FromSeconds(11));

        Assert.Equal((15, 15), (health.Answers.Requests, health.Answers.Errors));
        Assert.Equal(Breaker.Closed, health.Breaker);
    }

    [Fact]
    public void A_half_open_breaker_that_nobody_tries_closes_in_time()
    {
        var health = Answered(Joined(), 20, 20, Start);
        health = At(health, 10);

        Assert.Equal(Breaker.HalfOpen, At(health, 19.9).Breaker);
        Assert.Equal(Breaker.Closed, At(health, 20).Breaker);
    }

    [Fact]
    public void A_drain_ends_the_link_at_its_deadline_and_can_be_taken_back_before()
    {
        var drained = HealthRules.Drain(Joined(), Start + TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), hasOthers: true, Settings, Start);

        Assert.Equal(InstanceState.Draining, drained.State);
        Assert.Null(At(drained, 29).End);
        Assert.Equal(new LinkEnd("drained", null), At(drained, 30).End);
        Assert.Equal(InstanceState.Ready, HealthRules.Drain(drained, null, TimeSpan.Zero, hasOthers: true, Settings, Start).State);
        Assert.Equal(InstanceState.Suspect, HealthRules.Report(drained, Waiting(2000), hasOthers: true, Settings, Start).State);
    }

    [Fact]
    public void A_drained_instance_that_has_been_quiet_for_long_enough_is_let_go_before_the_deadline()
    {
        var drained = HealthRules.Drain(Joined(), Start + TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(60), hasOthers: true, Settings, Start);
        Assert.Null(At(drained, 59).End);
        Assert.Equal(new LinkEnd("drained", null), At(drained, 60).End);
        Assert.Equal(Start + TimeSpan.FromSeconds(60), HealthRules.NextChange(drained, Settings, Start));

        var busy = HealthRules.Report(drained, Waiting(100), hasOthers: true, Settings, Start + TimeSpan.FromSeconds(59));
        Assert.Null(At(busy, 61).End);
        var quiet = HealthRules.Report(busy, default, hasOthers: true, Settings, Start + TimeSpan.FromSeconds(61));
        Assert.Null(At(quiet, 120).End);
        Assert.NotNull(At(quiet, 121).End);
    }

    [Theory] // A farm's entity that follows another knows states and weights only.
    [InlineData(nameof(InstanceState.Ready), 100, nameof(InstanceState.Ready), 100)]
    [InlineData(nameof(InstanceState.Ready), 50, nameof(InstanceState.Ready), 50)]
    [InlineData(nameof(InstanceState.Ready), 10, nameof(InstanceState.Ready), 10)]
    [InlineData(nameof(InstanceState.Ready), 1, nameof(InstanceState.Ready), 10)]
    [InlineData(nameof(InstanceState.Ready), 0, nameof(InstanceState.Ready), 100)] // A spare.
    [InlineData(nameof(InstanceState.Degraded), 50, nameof(InstanceState.Degraded), 50)]
    [InlineData(nameof(InstanceState.Suspect), 100, nameof(InstanceState.Suspect), 100)]
    [InlineData(nameof(InstanceState.Down), 0, nameof(InstanceState.Down), 100)]
    public void A_successor_goes_on_from_state_and_weight(string state, int weight, string expected, int percent)
    {
        var known = new FarmInstance("i1", ActorRefs.Nobody, "", default) { State = Enum.Parse<InstanceState>(state), Weight = weight };

        var health = HealthRules.Judge(HealthRules.Resume(known, Settings, Start), hasOthers: true, Settings, Start);

        Assert.Equal((expected, percent), ($"{health.State}", HealthRules.Percent(health, Settings, Start)));
    }

    private static InstanceHealth Joined() => HealthRules.Join(null, hasOthers: true, Settings, Start);

    private static InstanceFacts Waiting(int milliseconds) => new(1, TimeSpan.FromMilliseconds(milliseconds), 0, 0, 0);

    private static InstanceHealth Answered(InstanceHealth health, long requests, long errors, TimeSpan now) =>
        HealthRules.Report(health, new InstanceFacts(0, TimeSpan.Zero, 0, requests, errors), hasOthers: true, Settings, now);

    private static InstanceHealth Fallen(InstanceHealth health, TimeSpan now) =>
        HealthRules.Report(health, Waiting(2000), hasOthers: true, Settings, now);

    private static InstanceHealth Back(InstanceHealth health, TimeSpan now) =>
        HealthRules.Report(health, default, hasOthers: true, Settings, now);

    private static InstanceHealth At(InstanceHealth health, double seconds) =>
        HealthRules.Judge(health, hasOthers: true, Settings, Start + TimeSpan.FromSeconds(seconds));

    private static int Percent(InstanceHealth health, double seconds) =>
        HealthRules.Percent(health, Settings, Start + TimeSpan.FromSeconds(seconds));

    private static List<TimeSpan> StepsOf(InstanceHealth health)
    {
        var steps = new List<TimeSpan>();
        for (var now = Start; HealthRules.NextChange(health, Settings, now) is { } next; now = next) steps.Add(next);
        return steps;
    }
}
