namespace XmppActors.Kernel.Hocon;

/// <summary>What the parser read, before substitutions are resolved and duplicate keys merged.</summary>
internal abstract class Syntax(HoconOrigin origin)
{
    public HoconOrigin Origin { get; } = origin;
}

internal sealed class TextSyntax(HoconOrigin origin, string text, bool quoted) : Syntax(origin)
{
    public string Text { get; } = text;
    public bool Quoted { get; } = quoted;

    /// <summary>White space between two parts of a concatenation: it counts between strings only.</summary>
    public bool IsBlank { get; init; }
}

internal sealed class ArraySyntax(HoconOrigin origin, IReadOnlyList<Syntax> items) : Syntax(origin)
{
    public IReadOnlyList<Syntax> Items { get; } = items;
}

/// <summary>A key may be assigned several times: each assignment is kept, the latest last.</summary>
internal sealed class ObjectSyntax(HoconOrigin origin) : Syntax(origin)
{
    public OrderedDictionary<string, List<Syntax>> Fields { get; } = [];

    public void Assign(string key, Syntax value)
    {
        if (!Fields.TryGetValue(key, out var assignments))
            Fields.Add(key, assignments = []);
        assignments.Add(value);
    }

    public void Include(ObjectSyntax other)
    {
        foreach (var (key, assignments) in other.Fields)
        {
            foreach (var value in assignments)
                Assign(key, value);
        }
    }
}

/// <summary><c>${path}</c> or <c>${?path}</c>.</summary>
/// <param name="paths">Tried in order: in an included file a path is first relative to the place of the
/// include.</param>
internal sealed class SubstitutionSyntax(
    HoconOrigin origin, IReadOnlyList<HoconPath> paths, bool optional) : Syntax(origin)
{
    public IReadOnlyList<HoconPath> Paths { get; } = paths;
    public bool Optional { get; } = optional;

    /// <summary>The path as it was written: also the name of the environment variable that is asked last.</summary>
    public HoconPath Written => Paths[^1];
}

/// <summary>What the same key held before this assignment: the left side that <c>+=</c> appends to.</summary>
internal sealed class PreviousSyntax(HoconOrigin origin) : Syntax(origin);

internal sealed class ConcatenationSyntax(HoconOrigin origin, IReadOnlyList<Syntax> parts) : Syntax(origin)
{
    public IReadOnlyList<Syntax> Parts { get; } = parts;
}
