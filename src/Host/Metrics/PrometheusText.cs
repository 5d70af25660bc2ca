using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace XmppActors.Host.Metrics;

/// <summary>Writes instruments in Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricSeries> instruments)
    {
        var text = new StringBuilder();
        var byName = instruments.GroupBy(series => NameOf(series.Instrument))
            .OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (var sameName in byName)
        {
            var body = new StringBuilder();
            foreach (var series in sameName)
                Append(body, sameName.Key, series);
            if (body.Length == 0)
                continue;

            var first = sameName.First();
            if (first.Instrument.Description is { Length: > 0 } help)
                text.Append("# HELP ").Append(sameName.Key).Append(' ').Append(Escape(help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(sameName.Key).Append(' ').Append(TypeOf(first)).Append('\n').Append(body);
        }

        return text.ToString();
    }

    /// <summary><c>name="value",…</c> in the order given.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(Name(name)).Append("=\"")
                .Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", quotes: true)).Append('"');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, MetricSeries series)
    {
        series.WriteTo((labels, value) =>
        {
            if (series.IsHistogram)
                AppendHistogram(text, name, series.Bounds, labels, value);
            else
                AppendSample(text, name, labels, value.Sum);
        });
    }

    private static void AppendHistogram(
        StringBuilder text, string name, IReadOnlyList<double> bounds, string labels, MetricValue value)
    {
        var comma = labels.Length == 0 ? "" : ",";
        var below = 0L;
        for (var i = 0; i < bounds.Count; i++)
        {
            below += value.Buckets[i];
            AppendSample(text, $"{name}_bucket", $"{labels}{comma}le=\"{Number(bounds[i])}\"", below);
        }

        AppendSample(text, $"{name}_bucket", $"{labels}{comma}le=\"+Inf\"", value.Count);
        AppendSample(text, $"{name}_sum", labels, value.Sum);
        AppendSample(text, $"{name}_count", labels, value.Count);
    }

    private static void AppendSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string NameOf(Instrument instrument)
    {
        var name = Name(instrument.Name);
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return IsCounter(instrument) && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    private static string TypeOf(MetricSeries series)
    {
        if (series.IsHistogram)
            return "histogram";
        return IsCounter(series.Instrument) ? "counter" : "gauge";
    }

    private static bool IsCounter(Instrument instrument) =>
        instrument.GetType().Name is var type
        && (type.StartsWith("Counter", StringComparison.Ordinal)
            || type.StartsWith("ObservableCounter", StringComparison.Ordinal));

    private static string Name(string name) =>
        string.Concat(name.Select((c, at) => char.IsAsciiLetter(c) || (at > 0 && char.IsAsciiDigit(c)) ? c : '_'));

    private static string Escape(string text, bool quotes)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Number(double value)
    {
        if (double.IsPositiveInfinity(value))
            return "+Inf";
        return double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
    }
}
