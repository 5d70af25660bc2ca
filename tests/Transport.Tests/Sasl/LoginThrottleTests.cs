using System.Net;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Transport.Tests.Sasl;

public sealed class LoginThrottleTests
{
    private static readonly BareJid Romeo = BareJid.Parse("romeo@montague.example");
    private static readonly IPAddress Orchard = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Street = IPAddress.Parse("198.51.100.7");

    private readonly VirtualTime _time = new();

    [Fact]
    public void The_first_failures_cost_nothing_and_later_ones_ever_more()
    {
        var throttle = Create(new() { AddressLimit = 1000, AccountLimit = 1000, Window = TimeSpan.FromHours(10) });

        var delays = Enumerable.Range(0, 9).Select(_ => FailOnce(throttle, Orchard, Romeo)).ToList();

        Assert.Equal([0, 0, 0, 0.5, 1, 2, 4, 8, 8], delays);
    }

    [Fact]
    public void An_account_is_refused_at_its_limit_and_let_in_again_as_time_passes()
    {
        var throttle = Create(new() { AccountLimit = 5, AddressLimit = 1000, Window = TimeSpan.FromMinutes(10) });
        for (var i = 0; i < 5; i++)
            FailOnce(throttle, IPAddress.Parse($"192.0.2.{i}"), Romeo);

        var refused = Assert.IsType<LoginDecision.Refuse>(throttle.Begin(Street, Romeo));
        Assert.InRange(refused.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(3));

        _time.Advance(TimeSpan.FromMinutes(2.1)); // A fifth of the window forgets one of five.
        Assert.IsType<LoginDecision.Proceed>(throttle.Begin(Street, Romeo));
    }

    [Fact]
    public void Attempts_at_the_same_time_count_before_they_end()
    {
        var throttle = Create(new() { AccountLimit = 5 });

        var decisions = Enumerable.Range(0, 20).Select(_ => throttle.Begin(Orchard, Romeo)).ToList();

        Assert.Equal(5, decisions.OfType<LoginDecision.Proceed>().Count());
    }

    [Fact]
    public void A_success_gives_the_charge_back()
    {
        var throttle = Create(new() { AccountLimit = 5 });

        for (var i = 0; i < 100; i++)
        {
            var from = IPAddress.Parse($"192.0.2.{i}");
            Assert.Equal(TimeSpan.Zero, Assert.IsType<LoginDecision.Proceed>(throttle.Begin(from, Romeo)).Delay);
            throttle.Succeeded(from, Romeo);
        }
    }

    [Fact]
    public void Nobody_locks_an_account_out_from_where_it_logs_in()
    {
        var throttle = Create(new() { AccountLimit = 5 });
        throttle.Begin(Orchard, Romeo);
        throttle.Succeeded(Orchard, Romeo);
        for (var i = 0; i < 50; i++)
            FailOnce(throttle, Street, Romeo);

        Assert.IsType<LoginDecision.Refuse>(throttle.Begin(Street, Romeo));
        Assert.Equal(TimeSpan.Zero, Assert.IsType<LoginDecision.Proceed>(throttle.Begin(Orchard, Romeo)).Delay);
    }

    [Fact]
    public void An_address_is_refused_at_its_limit_whatever_accounts_it_tries()
    {
        var throttle = Create(new() { AddressLimit = 10 });
        for (var i = 0; i < 10; i++)
            FailOnce(throttle, Orchard, BareJid.Parse($"guess{i}@montague.example"));

        Assert.IsType<LoginDecision.Refuse>(throttle.Begin(Orchard, Romeo));
        Assert.IsType<LoginDecision.Refuse>(throttle.Begin(Orchard, null));
        Assert.IsType<LoginDecision.Proceed>(throttle.Begin(Street, Romeo));
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void IPv6_counts_by_network(string first, string second, bool isSame)
    {
        var throttle = Create(new() { AddressLimit = 1 });
        FailOnce(throttle, IPAddress.Parse(first), Romeo);

        Assert.Equal(isSame, throttle.Begin(IPAddress.Parse(second), Romeo) is LoginDecision.Refuse);
    }

    [Fact]
    public void Memory_is_bounded_and_the_longest_unused_goes_first()
    {
        var throttle = Create(new() { Capacity = 100, AddressLimit = 1 });
        for (var i = 0; i < 1000; i++)
            FailOnce(throttle, new IPAddress(i + 1L), BareJid.Parse($"guess{i}@montague.example"));

        Assert.Equal(100, throttle.Remembered);
        Assert.IsType<LoginDecision.Refuse>(throttle.Begin(new IPAddress(1000L), Romeo));
        Assert.IsType<LoginDecision.Proceed>(throttle.Begin(new IPAddress(1L), Romeo));
    }

    private LoginThrottle Create(LoginThrottleSettings settings) => new(settings, _time);

    private static double FailOnce(LoginThrottle throttle, IPAddress address, BareJid account)
    {
        var decision = throttle.Begin(address, account);
        throttle.Failed(address);
        return decision is LoginDecision.Proceed proceed ? proceed.Delay.TotalSeconds : double.NaN;
    }

    private sealed class VirtualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
