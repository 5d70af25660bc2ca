using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace XmppActors.Host.Metrics;

/// <summary>Listens to the meters of this process and writes what they say when asked.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricSeries> _series = new();
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <param name="wanted">Which meters, by name: the router's own and the runtime's by default.</param>
    public MetricsCollector(Func<Meter, bool>? wanted = null)
    {
        wanted ??= meter =>
            meter.Name.StartsWith("XmppActors", StringComparison.Ordinal) || meter.Name == "System.Runtime";
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (wanted(instrument.Meter))
                listener.EnableMeasurementEvents(
                    instrument, _series.GetOrAdd(instrument, key => new MetricSeries(key)));
        };
        _listener.MeasurementsCompleted = (instrument, _) => Forget(instrument);
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Record(state, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Asks the observable instruments and writes everything in Prometheus' text format.</summary>
    public async Task<string> WriteAsync(CancellationToken cancellationToken)
    {
        // One at a time: between forgetting and asking again the values are not there.
        await _writing.WaitAsync(cancellationToken);
        try
        {
            foreach (var series in _series.Values)
                series.ForgetObserved();
            _listener.RecordObservableInstruments();
            return PrometheusText.Write(_series.Values);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _writing.Dispose();
    }

    private void Forget(Instrument instrument) => _series.TryRemove(instrument, out _);

    private static void Record(object? series, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricSeries)series!).Record(value, tags);
}
