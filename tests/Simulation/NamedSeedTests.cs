namespace XmppActors.Simulation;

/// <summary>What the simulator found, each with the seed that showed it.</summary>
public sealed class NamedSeedTests
{
    [Theory]
    [InlineData(419)] // A leaving member's word outlasted it: with it a cut-off owner went on, without it the rest removed that owner.
    [InlineData(394)] // The same with a member whose process was known to be gone.
    [InlineData(1673)]
    public void What_a_member_consented_to_runs_out_before_the_member_is_forgotten(int seed) => Run(seed);

    [Theory]
    [InlineData(1870)] // A fail-over forgot an owner's epoch, and the owner before it began again with its own.
    [InlineData(1428)] // Two fail-overs in a row, the second of which forgot the stride of the first.
    public void A_fail_over_of_the_store_never_brings_an_old_epoch_back(int seed) => Run(seed);

    [Theory]
    [InlineData(568)] // Voters of settled generations were waited for, though long removed.
    [InlineData(1578)]
    public void Members_of_long_ago_do_not_keep_the_store_from_settling(int seed) => Run(seed);

    [Theory]
    [InlineData(1527)] // A node was added, removed, and added again before it had seen any of it: messages of before came to its second membership.
    public void An_incarnation_is_a_member_once(int seed) => Run(seed);

    [Theory]
    [InlineData(102039)] // A fail-over forgot a removal: a new link to the removed node took the answers of the old one for its own.
    public void A_node_that_was_given_up_is_not_spoken_to_again(int seed) => Run(seed);

    [Theory]
    [InlineData(1310)] // A fail-over forgot a joining: its messages were given up while it could still act.
    public void A_node_that_the_store_forgot_is_not_given_up_before_the_store_has_settled(int seed) => Run(seed);

    private static void Run(int seed) => new SimulatedCluster(Scenario.Of(seed)).Run();
}
