using System.Globalization;

namespace XmppActors.Host.Settings;

/// <summary>Collects what is wrong with a configuration, and which of its keys were read.</summary>
/// <param name="reference">The defaults alone: the source of examples in mends.</param>
internal sealed class SettingsFaults(HoconObject reference, List<HoconFault> faults)
{
    private readonly HashSet<HoconPath> _values = [];
    private readonly HashSet<HoconPath> _blocks = [];

    /// <summary>Paths of all values that were read, present or not.</summary>
    public IReadOnlyCollection<HoconPath> Read => _values;

    public void Add(HoconOrigin origin, string problem, string mend)
    {
        if (faults.Count < HoconDocument.MaxFaults)
            faults.Add(new HoconFault(origin, problem, mend));
    }

    public void MarkValue(HoconPath path) => _values.Add(path);

    /// <returns>False, for the caller to return: the key is known, and not there.</returns>
    public bool MarkOptional(HoconPath path)
    {
        _values.Add(path);
        return false;
    }

    public void MarkBlock(HoconPath path) => _blocks.Add(path);

    /// <summary>The default, as an example of how the value is written.</summary>
    public string DefaultMend(HoconPath path) =>
        reference.TryFind(path, out var node)
            ? $"write {path} = {HoconWriter.Write(node)}, for example"
            : $"write {path} = …";

    /// <summary>Tells every key below a block that nothing read: most often it is misspelt.</summary>
    public void TellUnknownKeys(HoconObject root, string block)
    {
        if (root.TryGet(block, out var node) && node is HoconObject fields)
            TellUnknownKeys(fields, HoconPath.Of(block));
    }

    private void TellUnknownKeys(HoconObject fields, HoconPath at)
    {
        foreach (var (key, node) in fields.Fields)
        {
            var path = at.Then(key);
            if (_values.Contains(path))
                continue;
            if (_blocks.Contains(path) && node is HoconObject inner)
                TellUnknownKeys(inner, path);
            else if (node is not HoconScalar { IsNull: true })
                Add(node.Origin, $"{path} is no key of this server", Nearest(at, path));
        }
    }

    private string Nearest(HoconPath block, HoconPath path)
    {
        var known = _values.Concat(_blocks).ToList();
        var name = path.Keys[^1];
        var siblings = known.Where(other =>
            other.Keys.Count == path.Keys.Count && other.Keys.Take(block.Keys.Count).SequenceEqual(block.Keys));
        var sibling = siblings.Select(other => (Path: other, Distance: Spelling.Distance(name, other.Keys[^1])))
            .OrderBy(other => other.Distance)
            .FirstOrDefault();
        if (sibling.Path is not null && sibling.Distance <= Math.Max(2, name.Length / 3))
            return $"did you mean {sibling.Path}?";

        var elsewhere = known.FirstOrDefault(k => k.Keys[^1] == name);
        if (elsewhere is not null)
            return $"did you mean {elsewhere}?";
        return "remove it; hocon/reference.conf lists every key";
    }

    public static string SizeText(long bytes) => bytes switch
    {
        >= 1 << 20 when bytes % (1 << 20) == 0 => $"{bytes >> 20}MiB",
        >= 1 << 10 when bytes % (1 << 10) == 0 => $"{bytes >> 10}KiB",
        _ => $"{bytes}B",
    };

    public static string DurationText(TimeSpan duration)
    {
        if (duration == Timeout.InfiniteTimeSpan)
            return "infinite";
        (double Count, string Unit)[] units =
        [
            (duration.TotalDays, "d"),
            (duration.TotalHours, "h"),
            (duration.TotalMinutes, "m"),
            (duration.TotalSeconds, "s"),
        ];
        foreach (var (count, unit) in units)
        {
            if (count >= 1 && count == Math.Floor(count))
                return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms");
    }
}
