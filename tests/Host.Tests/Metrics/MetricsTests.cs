using System.Diagnostics.Metrics;
using XmppActors.Host.Metrics;

namespace XmppActors.Host.TestsRoom.Metrics;

public sealed class MetricsTests : IDisposable
{
    private readonly Meter _meter = new($"Verona {Guid.NewGuid()}");
    private readonly MetricsCollector _collector;

    public MetricsTests()
    {
        _collector = new MetricsCollector(meter => meter.Name == _meter.Name);
    }

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task A_counter_sums_by_its_labels()
    {
        var counter = _meter.CreateCounter<long>("stanzas.routed", unit: "{stanza}", description: "Stanzas, by kind.");
        counter.Add(2, KeyValuePair.Create<string, object?>("kind", "message"));
        counter.Add(1, KeyValuePair.Create<string, object?>("kind", "iq"));
        counter.Add(3, KeyValuePair.Create<string, object?>("kind", "message"));

        Assert.Equal(
            """
            # HELP stanzas_routed_total Stanzas, by kind.
            # TYPE stanzas_routed_total counter
            stanzas_routed_total{kind="iq"} 1
            stanzas_routed_total{kind="message"} 5

            """,
            await WriteAsync());
    }

    [Fact]
    public async Task An_observable_instrument_tells_its_present_values_only()
    {
        var values = new Dictionary<string, int> { ["orchard"] = 1, ["balcony"] = 2 };
        _meter.CreateObservableGauge("resources", () => values.Select(
            v => new Measurement<int>(v.Value, KeyValuePair.Create<string, object?>("name", v.Key))));
        await WriteAsync();
        values.Remove("orchard");

        Assert.Equal("# TYPE resources gauge\nresources{name=\"balcony\"} 2\n", await WriteAsync());
    }

    [Fact]
    public async Task An_observable_counter_is_not_summed_over_scrapes()
    {
        _meter.CreateObservableCounter("bytes.read", () => 100L, unit: "By");
        await WriteAsync();

        Assert.Equal("# TYPE bytes_read_bytes_total counter\nbytes_read_bytes_total 100\n", await WriteAsync());
    }

    [Fact]
    public async Task A_counter_that_goes_both_ways_is_a_gauge()
    {
        var streams = _meter.CreateUpDownCounter<int>("streams");
        streams.Add(3);
        streams.Add(-1);

        Assert.Equal("# TYPE streams gauge\nstreams 2\n", await WriteAsync());
    }

    [Fact]
    public async Task A_histogram_counts_what_is_at_most_each_bound()
    {
        var histogram = _meter.CreateHistogram<double>(
            "login", unit: "s", description: null, tags: null, advice: new() { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var seconds in (double[])[0.05, 0.1, 0.5, 7])
            histogram.Record(seconds);

        Assert.Equal(
            """
            # TYPE login_seconds histogram
            login_seconds_bucket{le="0.1"} 2
            login_seconds_bucket{le="1"} 3
            login_seconds_bucket{le="+Inf"} 4
            login_seconds_sum 7.65
            login_seconds_count 4

            """,
            await WriteAsync());
    }

    [Fact]
    public async Task Labels_are_escaped()
    {
        _meter.CreateCounter<int>("c").Add(1, KeyValuePair.Create<string, object?>("a.b", "x\"y\\z\nw"));

        Assert.Contains("c_total{a_b=\"x\\\"y\\\\z\\nw\"} 1\n", await WriteAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_sets_have_a_bound()
    {
        var counter = _meter.CreateCounter<int>("c");
        for (var i = 0; i < 5000; i++)
            counter.Add(1, KeyValuePair.Create<string, object?>("address", i));

        Assert.Equal(1000, (await WriteAsync()).Split('\n').Count(
            line => line.StartsWith("c_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_runtime_tells_of_itself_by_default()
    {
        using var collector = new MetricsCollector();

        var text = await collector.WriteAsync(TestContext.Current.CancellationToken);

        Assert.Contains("# TYPE dotnet_process_memory_working_set_bytes", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE dotnet_gc_collections_total counter", text, StringComparison.Ordinal);
    }

    private Task<string> WriteAsync() => _collector.WriteAsync(TestContext.Current.CancellationToken);
}
