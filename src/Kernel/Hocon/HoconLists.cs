using System.Globalization;

namespace XmppActors.Kernel.Hocon;

/// <summary>Lists as a reader sees them.</summary>
public static class HoconLists
{
    /// <summary>A list; or an object whose keys are all numbers, as written by <c>a.0 = x, a.1 = y</c> (HOCON.md,
    /// "Conversion of numerically-indexed objects to arrays"). Null for anything else.</summary>
    public static IReadOnlyList<HoconNode>? AsList(HoconNode node)
    {
        if (node is HoconArray array)
            return array.Items;
        if (node is not HoconObject { Fields.Count: > 0 } fields)
            return null;

        var numbered = new SortedDictionary<int, HoconNode>();
        foreach (var (key, value) in fields.Fields)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                return null;
            numbered[index] = value;
        }

        return [.. numbered.Values];
    }
}
