using System.Globalization;

namespace XmppActors.Transport.Addresses.Unicode;

/// <summary>What a string class says of a code point; one that the table does not list is unassigned. RFC 8264 §8, RFC 5892 §3.</summary>
internal enum CodePointClass : byte { Unassigned, Valid, ContextJ, ContextO, FreeformOnly, Disallowed }

internal enum BidiClass : byte { Other, L, R, AL, AN, EN, ES, CS, ET, ON, BN, NSM }

internal enum JoiningType : byte { None, Causing, Dual, Left, Right, Transparent }

/// <summary>The scripts that contextual rules ask for.</summary>
internal enum ContextScript : byte { None, Greek, Hebrew, Hiragana, Katakana, Han }

internal readonly record struct CodePointProperties(
    CodePointClass Precis,
    CodePointClass Idna,
    BidiClass Bidi,
    JoiningType Joining,
    byte CombiningClass,
    ContextScript Script,
    bool IsMark,
    bool IsCased,
    bool IsCaseIgnorable);

/// <summary>The Unicode data that addresses need, read from an embedded table when the first non-ASCII address arrives.</summary>
/// <remarks>
/// The table is ours and not the runtime's for two reasons. Nodes of one cluster must agree on what an address is, whichever runtime each has; and with
/// invariant globalization the runtime neither normalises nor knows bidi classes, while without it an installed ICU would decide.
/// </remarks>
internal static class UnicodeProperties
{
    private static readonly Table Loaded = Table.Load();

    internal static CodePointProperties Of(int codePoint)
    {
        var index = Array.BinarySearch(Loaded.Starts, codePoint);
        if (index < 0)
            index = ~index - 1;
        return index >= 0 && codePoint <= Loaded.Ends[index] ? Loaded.Properties[index] : default;
    }

    /// <summary>The canonical decomposition: one or two code points, themselves perhaps decomposable; empty when there is none.</summary>
    internal static ReadOnlySpan<int> Decomposition(int codePoint) => Find(Loaded.Decompositions, codePoint);

    /// <summary>The primary composite of two code points, or 0. Hangul is arithmetic and not in the table.</summary>
    internal static int Composite(int first, int second) => Loaded.Composites.GetValueOrDefault((first, second));

    /// <summary>The full lower case mapping without context; empty when the code point maps to itself.</summary>
    internal static ReadOnlySpan<int> Lower(int codePoint) => Find(Loaded.Lower, codePoint);

    /// <summary>The ordinary form of a wide or narrow code point; any other is returned unchanged.</summary>
    internal static int OrdinaryWidth(int codePoint) => Loaded.Width.TryGetValue(codePoint, out var to) ? to[0] : codePoint;

    private static ReadOnlySpan<int> Find(Dictionary<int, int[]> map, int codePoint) => map.TryGetValue(codePoint, out var to) ? to : default;

    private sealed class Table
    {
        private readonly List<int> _starts = new(2500);
        private readonly List<int> _ends = new(2500);
        private readonly List<CodePointProperties> _properties = new(2500);

        internal int[] Starts { get; private set; } = [];
        internal int[] Ends { get; private set; } = [];
        internal CodePointProperties[] Properties { get; private set; } = [];
        internal Dictionary<int, int[]> Decompositions { get; } = new(2100);
        internal Dictionary<(int First, int Second), int> Composites { get; } = new(1000);
        internal Dictionary<int, int[]> Lower { get; } = new(1500);
        internal Dictionary<int, int[]> Width { get; } = new(240);

        internal static Table Load()
        {
            var table = new Table();
            using var reader = new StreamReader(
                typeof(UnicodeProperties).Assembly.GetManifestResourceStream("UnicodeProperties.txt")
                ?? throw new InvalidOperationException("UnicodeProperties.txt is not embedded."));
            var section = "";
            while (reader.ReadLine() is { } line)
            {
                if (line[0] == '@')
                    section = line;
                else if (line[0] != '#')
                    table.Add(section, line);
            }
            table.Starts = [.. table._starts];
            table.Ends = [.. table._ends];
            table.Properties = [.. table._properties];
            return table;
        }

        private void Add(string section, string line)
        {
            var fields = line.Split(' ');
            switch (section)
            {
                case "@properties": AddProperties(fields); break;
                case "@decompositions": AddDecomposition(fields); break;
                case "@lower": Lower.Add(CodePoint(fields[0]), Mapping(fields)); break;
                case "@width": Width.Add(CodePoint(fields[0]), Mapping(fields)); break;
                default: throw new InvalidOperationException($"Unknown section '{section}'.");
            }
        }

        private void AddProperties(string[] fields)
        {
            var range = fields[0].Split("..");
            _starts.Add(CodePoint(range[0]));
            _ends.Add(CodePoint(range[^1]));
            _properties.Add(new CodePointProperties(
                Class(fields[1]),
                Class(fields[2]),
                Enum.TryParse<BidiClass>(fields[3], out var bidi) ? bidi : BidiClass.Other,
                Joining(fields[4]),
                byte.Parse(fields[5], CultureInfo.InvariantCulture),
                Enum.TryParse<ContextScript>(fields[6], out var script) ? script : ContextScript.None,
                IsMark: fields[7].Contains('M', StringComparison.Ordinal),
                IsCased: fields[7].Contains('C', StringComparison.Ordinal),
                IsCaseIgnorable: fields[7].Contains('I', StringComparison.Ordinal)));
        }

        private void AddDecomposition(string[] fields)
        {
            var composes = fields[^1] != "!";
            var from = CodePoint(fields[0]);
            var to = Mapping(composes ? fields : fields[..^1]);
            Decompositions.Add(from, to);
            if (composes)
                Composites.Add((to[0], to[1]), from);
        }

        private static int[] Mapping(string[] fields) => Array.ConvertAll(fields[1..], field => CodePoint(field));

        private static int CodePoint(ReadOnlySpan<char> hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        private static CodePointClass Class(string letter) => letter switch
        {
            "P" => CodePointClass.Valid,
            "J" => CodePointClass.ContextJ,
            "O" => CodePointClass.ContextO,
            "F" => CodePointClass.FreeformOnly,
            _ => CodePointClass.Disallowed,
        };

        private static JoiningType Joining(string letter) => letter switch
        {
            "C" => JoiningType.Causing,
            "D" => JoiningType.Dual,
            "L" => JoiningType.Left,
            "R" => JoiningType.Right,
            "T" => JoiningType.Transparent,
            _ => JoiningType.None,
        };
    }
}
