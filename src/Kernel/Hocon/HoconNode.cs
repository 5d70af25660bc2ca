using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Kernel.Hocon;

/// <summary>A resolved value: no substitution is left in it. Immutable.</summary>
public abstract class HoconNode(HoconOrigin origin)
{
    /// <summary>Where the value that won was written; for a merged object, where its last part begins.</summary>
    public HoconOrigin Origin { get; } = origin;

    /// <summary>The kind in words, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A string, number, boolean or null, kept as it was written.</summary>
public sealed class HoconScalar(HoconOrigin origin, string text, bool quoted) : HoconNode(origin)
{
    public string Text { get; } = text;

    /// <summary>Whether any part stood in quotes: <c>"null"</c> is text, <c>null</c> is none.</summary>
    public bool IsQuoted { get; } = quoted;

    /// <summary>An unquoted <c>null</c>: the key counts as not set, and hides what a weaker layer says.</summary>
    public bool IsNull => !IsQuoted && Text == "null";

    /// <remarks>Without the text: it may be a secret.</remarks>
    public override string Kind => IsNull ? "null" : "a plain value";
}

public sealed class HoconArray(HoconOrigin origin, IReadOnlyList<HoconNode> items) : HoconNode(origin)
{
    public IReadOnlyList<HoconNode> Items { get; } = items;

    public override string Kind => "a list";
}

/// <summary>Keys in the order in which they were first written.</summary>
public sealed class HoconObject : HoconNode
{
    private readonly OrderedDictionary<string, HoconNode> _fields;

    internal HoconObject(HoconOrigin origin, OrderedDictionary<string, HoconNode> fields) : base(origin)
    {
        _fields = fields;
    }

    public static HoconObject Empty { get; } = new(new HoconOrigin("nothing", 0, 0), []);

    public IReadOnlyDictionary<string, HoconNode> Fields => new ReadOnlyDictionary<string, HoconNode>(_fields);

    public override string Kind => "an object";

    public bool TryGet(string key, [NotNullWhen(true)] out HoconNode? node) => _fields.TryGetValue(key, out node);

    /// <summary>Follows a path; a null on the way, or at its end, counts as absent.</summary>
    public bool TryFind(HoconPath path, [NotNullWhen(true)] out HoconNode? node)
    {
        node = this;
        foreach (var key in path.Keys)
        {
            if (node is not HoconObject inner || !inner.TryGet(key, out node))
            {
                node = null;
                return false;
            }
        }

        if (node is HoconScalar { IsNull: true })
            node = null;
        return node is not null;
    }

    /// <summary>Lays this object over a weaker one: objects merge key by key, everything else is hidden.</summary>
    public HoconObject Over(HoconObject weaker)
    {
        var merged = new OrderedDictionary<string, HoconNode>(weaker._fields);
        foreach (var (key, strong) in _fields)
        {
            merged[key] = strong is HoconObject above
                && merged.TryGetValue(key, out var below)
                && below is HoconObject under
                ? above.Over(under)
                : strong;
        }

        return new HoconObject(Origin, merged);
    }
}
