using System.Collections.Immutable;
using XmppActors.Actors.Components.Availability;

namespace XmppActors.Actors.Tests.Components.Availability;

/// <summary>The document of XEP-0455, and whether an outage was planned.</summary>
public class OutageStatusTests
{
    private static readonly DateTimeOffset Then = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public void While_nothing_is_out_the_document_is_empty() =>
        Assert.Equal("{}", OutageStatus.ToJson([Farm("a.example", "R", Then), Farm("b.example", "D", Then), Farm("new.example", "", null)]));

    [Fact]
    public void It_tells_since_when_and_what() => Assert.Equal(
        """{"planned":false,"beginning":"2026-02-03T04:05:06Z","message":{"default":"a.example: no instance connected; b.example: 1 of 1 instance draining, none ready"}}""",
        OutageStatus.ToJson([Farm("b.example", "N", Then.AddHours(1), isPlanned: true), Farm("a.example", "", Then)]));

    [Theory]
    [InlineData("R  ", false)]
    [InlineData("R N ", true)]
    [InlineData("R N", true)]
    [InlineData("R N R ", false)]
    [InlineData("N  S", true)]
    [InlineData("R S ", false)]
    public void An_outage_is_planned_when_the_last_instances_were_drained(string history, bool isPlanned)
    {
        var state = history.Split(' ').Aggregate(
            AvailabilityState.Empty, (before, states) => before.With(new HealthPublished(Shown(states), Then)));

        Assert.Equal(isPlanned, state.IsPlanned);
    }

    [Fact]
    public void A_condition_begins_when_it_changes()
    {
        var state = AvailabilityState.Empty
            .With(new HealthPublished(Shown("R"), Then))
            .With(new HealthPublished(Shown("RR"), Then.AddHours(1)));
        Assert.Equal(Then, state.ConditionSince);

        Assert.Equal(Then.AddHours(2), state.With(new HealthPublished(Shown(""), Then.AddHours(2))).ConditionSince);
    }

    private static AvailabilityShown Farm(string domain, string states, DateTimeOffset? since, bool isPlanned = false) =>
        new(domain, Shown(states).Health, since, isPlanned);

    private static ShownFarm Shown(string states) => new(states
        .Select((state, index) => new ShownInstance($"i{index}", FarmHealthTests.StateOf(state), "", Then, 100))
        .ToImmutableSortedDictionary(instance => instance.Id, instance => instance, StringComparer.Ordinal));
}
