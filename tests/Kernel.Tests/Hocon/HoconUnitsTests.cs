using XmppActors.Kernel.Hocon;

namespace XmppActors.Kernel.TestsRoom.Hocon;

public class HoconUnitsTests
{
    [Theory]
    [InlineData("10", 10)]
    [InlineData("10ms", 10)]
    [InlineData("10 milliseconds", 10)]
    [InlineData("2s", 2_000)]
    [InlineData("1.5 seconds", 1_500)]
    [InlineData("3m", 180_000)]
    [InlineData("1 hour", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("5000us", 5)]
    [InlineData("1000000ns", 1)]
    [InlineData("infinite", -1)]
    public void A_duration_has_a_unit_or_counts_milliseconds(string text, long milliseconds)
    {
        Assert.True(HoconUnits.TryDuration(text, out var duration));
        Assert.Equal(milliseconds, (long)duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 fortnight")]
    [InlineData("1.2.3s")]
    [InlineData("1S")]
    [InlineData("99999999999999d")]
    public void No_other_text_is_a_duration(string text) => Assert.False(HoconUnits.TryDuration(text, out _));

    [Theory]
    [InlineData("10", 10)]
    [InlineData("10B", 10)]
    [InlineData("2kB", 2_000)]
    [InlineData("2k", 2_048)]
    [InlineData("256KiB", 262_144)]
    [InlineData("1.5 MiB", 1_572_864)]
    [InlineData("1 MB", 1_000_000)]
    [InlineData("1G", 1_073_741_824)]
    [InlineData("1TB", 1_000_000_000_000)]
    public void A_size_has_a_unit_or_counts_bytes(string text, long bytes)
    {
        Assert.True(HoconUnits.TrySize(text, out var size));
        Assert.Equal(bytes, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("KiB")]
    [InlineData("-1B")]
    [InlineData("1KB")]
    [InlineData("9999999999TiB")]
    public void No_other_text_is_a_size(string text) => Assert.False(HoconUnits.TrySize(text, out _));
}
