using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Hocon;

namespace XmppActors.Kernel.Configuration;

/// <summary>A resolved configuration. A key that is missing or null gives the default; one that does not read as
/// what was asked for is a <see cref="ConfigurationException"/> that names its place.</summary>
/// <remarks>The part of Akka.NET's type that the router uses. Faults in bulk, origins and unknown keys are
/// <see cref="HoconDocument"/>'s side of the same text.</remarks>
public class Config
{
    public static readonly Config Empty = new(HoconObject.Empty);

    private readonly HoconObject _root;

    internal Config(HoconObject root)
    {
        _root = root;
    }

    public virtual bool IsEmpty => _root.Fields.Count == 0;

    public virtual bool HasPath(string path) => TryFind(path, out _);

    public virtual string? GetString(string path, string? @default = null) =>
        TryFind(path, out var node) ? Scalar(path, node, "text") : @default;

    public virtual bool GetBoolean(string path, bool @default = false)
    {
        if (!TryFind(path, out var node))
            return @default;
        return HoconUnits.TryBoolean(Scalar(path, node, "on or off"), out var value)
            ? value
            : throw Unreadable(path, node, "on or off");
    }

    public virtual int GetInt(string path, int @default = 0)
    {
        var value = GetLong(path, @default);
        return value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw Unreadable(path, Find(path), "a number of 32 bits");
    }

    public virtual long GetLong(string path, long @default = 0)
    {
        if (!TryFind(path, out var node))
            return @default;
        return HoconUnits.TryLong(Scalar(path, node, "a whole number"), out var value)
            ? value
            : throw Unreadable(path, node, "a whole number");
    }

    public virtual double GetDouble(string path, double @default = 0)
    {
        if (!TryFind(path, out var node))
            return @default;
        return HoconUnits.TryDouble(Scalar(path, node, "a number"), out var value)
            ? value
            : throw Unreadable(path, node, "a number");
    }

    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true)
    {
        const string Wanted = "a duration such as 10s";
        if (!TryFind(path, out var node))
            return @default.GetValueOrDefault();
        return HoconUnits.TryDuration(Scalar(path, node, Wanted), out var value)
            && (allowInfinite || value != Timeout.InfiniteTimeSpan)
            ? value
            : throw Unreadable(path, node, Wanted);
    }

    [return: NotNullIfNotNull(nameof(def))]
    public virtual long? GetByteSize(string path, long? def = null)
    {
        const string Wanted = "a size such as 256KiB";
        if (!TryFind(path, out var node))
            return def;
        return HoconUnits.TrySize(Scalar(path, node, Wanted), out var bytes)
            ? bytes
            : throw Unreadable(path, node, Wanted);
    }

    public virtual IList<string> GetStringList(string path)
    {
        if (!TryFind(path, out var node))
            return [];
        var items = HoconLists.AsList(node) ?? throw Unreadable(path, node, "a list");
        return [.. items.Select(item => Scalar(path, item, "a list of texts"))];
    }

    /// <summary>The object at a path; null when there is none.</summary>
    public virtual Config? GetConfig(string path)
    {
        if (!TryFind(path, out var node))
            return null;
        return node is HoconObject fields ? new Config(fields) : throw Unreadable(path, node, "an object");
    }

    /// <summary>This configuration over a weaker one: objects merge, other values hide what is below them.</summary>
    public virtual Config WithFallback(Config fallback) => new(_root.Over(fallback._root));

    public override string ToString() => HoconWriter.Write(_root);

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    private HoconNode Find(string path)
    {
        TryFind(path, out var node);
        return node!;
    }

    private bool TryFind(string path, [NotNullWhen(true)] out HoconNode? node) =>
        _root.TryFind(HoconPath.Parse(path), out node);

    private static string Scalar(string path, HoconNode node, string wanted) =>
        node is HoconScalar { IsNull: false } scalar ? scalar.Text : throw Unreadable(path, node, wanted);

    private static ConfigurationException Unreadable(string path, HoconNode node, string wanted)
    {
        var found = node is HoconScalar { IsNull: false } scalar ? $"'{scalar.Text}'" : node.Kind;
        return new ConfigurationException($"{node.Origin}: {path} should be {wanted}, not {found}.");
    }
}
