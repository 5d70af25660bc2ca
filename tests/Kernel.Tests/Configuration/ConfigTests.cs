using XmppActors.Kernel.Configuration;

namespace XmppActors.Kernel.TestsRoom.Configuration;

public class ConfigTests
{
    private static readonly Config Sample = ConfigurationFactory.ParseString("""
        room {
          name = Verona
          seats = 12
          share = 0.25
          open = on
          closed = no
          wait = 10s
          never = infinite
          stanza = 256KiB
          plain = 1500
          doors = [north, south]
          nothing = null
          "echo.localhost" { secret = s }
          numbered.1 = b
          numbered.0 = a
        }
        """);

    [Fact]
    public void Each_getter_reads_its_kind()
    {
        Assert.Equal("Verona", Sample.GetString("room.name"));
        Assert.Equal(12, Sample.GetInt("room.seats"));
        Assert.Equal(12L, Sample.GetLong("room.seats"));
        Assert.Equal(0.25, Sample.GetDouble("room.share"));
        Assert.True(Sample.GetBoolean("room.open"));
        Assert.False(Sample.GetBoolean("room.closed", true));
        Assert.Equal(TimeSpan.FromSeconds(10), Sample.GetTimeSpan("room.wait"));
        Assert.Equal(Timeout.InfiniteTimeSpan, Sample.GetTimeSpan("room.never"));
        Assert.Equal(262144, Sample.GetByteSize("room.stanza"));
        Assert.Equal(["north", "south"], Sample.GetStringList("room.doors"));
        Assert.Equal(["a", "b"], Sample.GetStringList("room.numbered"));
        Assert.Equal("s", Sample.GetConfig("room.\"echo.localhost\"")!.GetString("secret"));
    }

    [Fact]
    public void A_missing_key_and_null_give_the_default()
    {
        Assert.False(Sample.HasPath("room.nothing"));
        Assert.Null(Sample.GetString("room.nothing"));
        Assert.Equal("x", Sample.GetString("room.absent", "x"));
        Assert.Equal(3, Sample.GetInt("room.absent", 3));
        Assert.Equal(TimeSpan.Zero, Sample.GetTimeSpan("room.absent"));
        Assert.Null(Sample.GetByteSize("room.absent"));
        Assert.Empty(Sample.GetStringList("room.absent"));
        Assert.Null(Sample.GetConfig("room.absent"));
        Assert.True(ConfigurationFactory.Empty.IsEmpty);
    }

    [Fact]
    public void A_value_of_another_kind_is_refused_with_its_place()
    {
        var trouble = Assert.Throws<ConfigurationException>(() => Sample.GetInt("room.name"));

        Assert.Equal("string:2:10: room.name should be a whole number, not 'Verona'.", trouble.Message);
    }

    [Fact]
    public void A_fallback_fills_gaps_and_merges_objects()
    {
        Config strong = "a { b = 1 }\nlist = [1]";
        Config weak = "a { b = 2, c = 3 }\nlist = [2]\nd = 4";

        var both = strong.WithFallback(weak);

        Assert.Equal((1, 3, 4), (both.GetInt("a.b"), both.GetInt("a.c"), both.GetInt("d")));
        Assert.Equal(["1"], both.GetStringList("list"));
    }

    [Fact]
    public void A_malformed_text_is_refused_with_all_its_faults()
    {
        var trouble = Assert.Throws<ConfigurationException>(() => ConfigurationFactory.ParseString("a = *\nb = @"));

        Assert.Contains("string:1:5", trouble.Message, StringComparison.Ordinal);
        Assert.Contains("string:2:5", trouble.Message, StringComparison.Ordinal);
    }
}
