using System.Globalization;

namespace XmppActors.Host.Settings;

/// <summary>One object of the configuration, read key by key. A value that will not do is noted as a fault and replaced
/// by a harmless one, so that reading goes on and all faults are told together.</summary>
/// <remarks>Every key that is read must have a default in reference.conf: a missing one is our bug.</remarks>
internal sealed class SettingsBlock
{
    private readonly HoconObject _fields;
    private readonly HoconPath _path;
    private readonly SettingsFaults _faults;

    private SettingsBlock(HoconObject fields, HoconPath path, SettingsFaults faults)
    {
        _fields = fields;
        _path = path;
        _faults = faults;
    }

    public static SettingsBlock Root(HoconObject root, SettingsFaults faults) => new(root, HoconPath.Root, faults);

    public HoconOrigin Origin => _fields.Origin;

    /// <summary>The names of the keys of an object whose keys the operator chooses, such as domains.</summary>
    public IEnumerable<string> Names =>
        _fields.Fields.Where(pair => pair.Value is not HoconScalar { IsNull: true }).Select(pair => pair.Key);

    /// <summary>What is written here, as text of its own, save for some keys.</summary>
    public string WriteWithout(params IEnumerable<string> keys) => string.Join(
        '\n', _fields.Fields.Where(field => !keys.Contains(field.Key)).Select(static field => $"\"{field.Key}\" = {HoconWriter.Write(field.Value)}"));

    /// <summary>For the few keys that have no default: an object's whose name the operator chooses.</summary>
    public bool Has(string key) => _fields.TryGet(key, out _) || _faults.MarkOptional(_path.Then(key));

    public SettingsBlock Block(string key)
    {
        var path = _path.Then(key);
        _faults.MarkBlock(path);
        if (_fields.TryGet(key, out var node))
        {
            if (node is HoconObject inner)
                return new SettingsBlock(inner, path, _faults);
            _faults.Add(node.Origin, $"{path} should be an object, not {node.Kind}", $"write {path} {{ … }}");
            _faults.MarkValue(path);
        }

        return new SettingsBlock(HoconObject.Empty, path, _faults);
    }

    public string Text(string key) =>
        Scalar(key, "text", out var scalar) ? scalar.Text : "";

    public bool Flag(string key) => Read(key, "on or off", HoconUnits.TryBoolean, out bool value) && value;

    public int Number(string key, int min, int max) =>
        (int)Ranged(key, "a whole number", HoconUnits.TryLong, min, max, value => $"{value}");

    /// <summary>A share of something: from 0 to 1.</summary>
    public double Fraction(string key) => Ranged(
        key, "a number such as 0.2", HoconUnits.TryDouble, 0.0, 1.0, value => value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Bytes on the wire or in memory.</summary>
    public int Size(string key, int min, int max) =>
        (int)Ranged(key, "a size such as 256KiB", HoconUnits.TrySize, min, max, SettingsFaults.SizeText);

    public TimeSpan Duration(string key, TimeSpan min, TimeSpan max) =>
        Ranged(key, "a duration such as 30s", HoconUnits.TryDuration, min, max, SettingsFaults.DurationText);

    /// <summary>One of some words.</summary>
    public T Choice<T>(string key, params (string Word, T Value)[] choices)
    {
        var words = string.Join(", ", choices.Select(choice => choice.Word));
        if (!Scalar(key, $"one of {words}", out var scalar))
            return choices[0].Value;
        foreach (var (word, value) in choices)
        {
            if (word == scalar.Text)
                return value;
        }

        Fault(
            key,
            $"{_path.Then(key)} should be one of {words}, not '{scalar.Text}'",
            $"write {_path.Then(key)} = {choices[0].Word}, for example");
        return choices[0].Value;
    }

    /// <summary>A list of texts, each with its own place; one text alone is a list of one.</summary>
    public IReadOnlyList<(string Text, HoconOrigin Origin)> Texts(string key)
    {
        var path = _path.Then(key);
        _faults.MarkValue(path);
        if (!_fields.TryGet(key, out var node) || node is HoconScalar { IsNull: true })
            return [];
        var items = node is HoconScalar ? [node] : HoconLists.AsList(node);
        if (items is null)
            _faults.Add(node.Origin, $"{path} should be a list, not {node.Kind}", $"write {path} = [\"…\", \"…\"]");

        var texts = new List<(string, HoconOrigin)>();
        foreach (var item in items ?? [])
        {
            if (item is HoconScalar { IsNull: false } scalar)
                texts.Add((scalar.Text, scalar.Origin));
            else
                _faults.Add(
                    item.Origin, $"{path} should hold texts only, not {item.Kind}", $"write {path} = [\"…\", \"…\"]");
        }

        return texts;
    }

    public string PathOf(string key) => _path.Then(key).ToString();

    /// <summary>Where a key's value was written; where the object begins when it was not.</summary>
    public HoconOrigin OriginOf(string key) => _fields.TryGet(key, out var node) ? node.Origin : Origin;

    public void Fault(string key, string problem, string mend) => _faults.Add(OriginOf(key), problem, mend);

    public void Fault(HoconOrigin origin, string problem, string mend) => _faults.Add(origin, problem, mend);

    private delegate bool Parse<T>(string text, out T value);

    private T Ranged<T>(
        string key, string wanted, Parse<T> parse, T min, T max, Func<T, string> show) where T : IComparable<T>
    {
        if (!Read(key, wanted, parse, out T value))
            return min;
        if (value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0)
            return value;
        var path = _path.Then(key);
        Fault(key, $"{path} = {show(value)} is out of range", $"write a value from {show(min)} to {show(max)}");
        return min;
    }

    private long Ranged(string key, string wanted, Parse<long> parse, int min, int max, Func<long, string> show) =>
        Ranged<long>(key, wanted, parse, min, max, show);

    private bool Read<T>(string key, string wanted, Parse<T> parse, out T value)
    {
        value = default!;
        if (!Scalar(key, wanted, out var scalar))
            return false;
        if (parse(scalar.Text, out value))
            return true;
        Fault(key, $"{_path.Then(key)} should be {wanted}, not '{scalar.Text}'", _faults.DefaultMend(_path.Then(key)));
        return false;
    }

    private bool Scalar(string key, string wanted, out HoconScalar scalar)
    {
        var path = _path.Then(key);
        _faults.MarkValue(path);
        scalar = null!;
        if (!_fields.TryGet(key, out var node))
        {
            // Only below an object that was itself at fault; its fault is told already.
            return false;
        }

        if (node is HoconScalar { IsNull: false } found)
        {
            scalar = found;
            return true;
        }

        _faults.Add(node.Origin, $"{path} should be {wanted}, not {node.Kind}", _faults.DefaultMend(path));
        return false;
    }
}
