using System.Diagnostics.Metrics;

namespace XmppActors.Host.Metrics;

/// <summary>The values of one instrument, one for each set of labels.</summary>
/// <remarks>Measurements may come from any thread at any time; only an instrument without labels is recorded without
/// allocating.</remarks>
internal sealed class MetricSeries(Instrument instrument)
{
    /// <summary>Label sets beyond this are not kept: a label must not carry what peers can choose.</summary>
    private const int MaxLabelSets = 1000;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricValue> _byLabels = new(StringComparer.Ordinal);
    private readonly double[] _bounds = BoundsOf(instrument);
    private MetricValue? _unlabelled;

    public Instrument Instrument { get; } = instrument;

    public bool IsHistogram => _bounds.Length > 0;

    public IReadOnlyList<double> Bounds => _bounds;

    public void Record(double measurement, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.IsEmpty ? "" : PrometheusText.Labels(tags);
        lock (_lock)
        {
            if (ValueOf(labels) is not { } value)
                return;
            if (IsHistogram)
                value.Observe(measurement, _bounds);
            else if (Instrument.IsObservable)
                value.Sum = measurement;
            else
                value.Sum += measurement;
        }
    }

    /// <summary>Before observable instruments are asked again: what they no longer tell is gone.</summary>
    public void ForgetObserved()
    {
        if (!Instrument.IsObservable)
            return;
        lock (_lock)
        {
            _byLabels.Clear();
            _unlabelled = null;
        }
    }

    public void WriteTo(Action<string, MetricValue> write)
    {
        lock (_lock)
        {
            foreach (var (labels, value) in _byLabels)
                write(labels, value);
        }
    }

    private MetricValue? ValueOf(string labels)
    {
        if (labels.Length == 0 && _unlabelled is not null)
            return _unlabelled;
        if (!_byLabels.TryGetValue(labels, out var value))
        {
            if (_byLabels.Count == MaxLabelSets)
                return null;
            _byLabels.Add(labels, value = new MetricValue(_bounds.Length));
        }

        if (labels.Length == 0)
            _unlabelled = value;
        return value;
    }

    private static double[] BoundsOf(Instrument instrument)
    {
        if (!instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal))
            return [];
        return instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
            Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } =>
                [.. bounds.Select(bound => (double)bound)],
            Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } =>
                [.. bounds.Select(bound => (double)bound)],
            _ => [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        };
    }
}

/// <summary>A sum, and for a histogram also how many measurements each bucket has.</summary>
internal sealed class MetricValue(int buckets)
{
    private readonly long[] _buckets = new long[buckets];

    public double Sum { get; set; }

    public long Count { get; private set; }

    public IReadOnlyList<long> Buckets => _buckets;

    public void Observe(double measurement, double[] bounds)
    {
        Sum += measurement;
        Count++;
        for (var i = 0; i < bounds.Length; i++)
        {
            if (measurement <= bounds[i])
            {
                _buckets[i]++;
                break;
            }
        }
    }
}
