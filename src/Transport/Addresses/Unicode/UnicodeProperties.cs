using System.Globalization;

namespace XmppActors.Transport.Addresses.Unicode;

/// <summary>What a string class says of a code point; one that the table does not list is unassigned. RFC 8264 §8, RFC
/// 5892 §3.</summary>
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

/// <summary>The Unicode data that addresses need, read from an embedded table when the first non-ASCII address
/// arrives.</summary>
/// <remarks>
/// The table is ours and not the runtime's for two reasons. Nodes of one cluster must agree on what an address is,
/// whichever runtime each has; and with invariant globalization the runtime neither normalises nor knows bidi classes,
/// while without it an installed ICU would decide.
/// </remarks>
internal static class UnicodeProperties
{
    private static readonly Table Loaded = Table.Load();

    internal static ref readonly CodePointProperties Of(int codePoint)
    {
        // Code points are looked up in pages of 256; what no page lists, and what is no code point, is unassigned.
        var page = (uint)codePoint <= 0x10FFFF ? Loaded.Pages[codePoint >> 8] : null;
        return ref Loaded.Rows[page is null ? 0 : page[codePoint & 0xFF]];
    }

    /// <summary>The canonical decomposition: one or two code points, themselves perhaps decomposable; empty when there
    /// is none.</summary>
    internal static ReadOnlySpan<int> Decomposition(int codePoint) => Find(Loaded.Decompositions, codePoint);

    /// <summary>The primary composite of two code points, or 0. Hangul is arithmetic and not in the table.</summary>
    internal static int Composite(int first, int second) => Loaded.Composites.GetValueOrDefault((first, second));

    /// <summary>The full lower case mapping without context; empty when the code point maps to itself.</summary>
    internal static ReadOnlySpan<int> Lower(int codePoint) => Find(Loaded.Lower, codePoint);

    /// <summary>The ordinary form of a wide or narrow code point; any other is returned unchanged.</summary>
    internal static int OrdinaryWidth(int codePoint) =>
        Loaded.Width.TryGetValue(codePoint, out var to) ? to[0] : codePoint;

    private static ReadOnlySpan<int> Find(Dictionary<int, int[]> map, int codePoint) =>
        map.TryGetValue(codePoint, out var to) ? to : default;

    private sealed class Table
    {
        private readonly Dictionary<string, byte> _rowsByText = [];
        private readonly List<CodePointProperties> _rows = [default];

        internal byte[]?[] Pages { get; } = new byte[]?[0x1100];
        internal CodePointProperties[] Rows { get; private set; } = [];
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
            table.Rows = [.. table._rows];
            return table;
        }

        private void Add(string section, string line)
        {
            switch (section)
            {
                case "@properties": AddProperties(line); break;
                case "@decompositions": AddDecomposition(line.Split(' ')); break;
                case "@lower": AddMapping(Lower, line.Split(' ')); break;
                case "@width": AddMapping(Width, line.Split(' ')); break;
                default: throw new InvalidOperationException($"Unknown section '{section}'.");
            }
        }

        private void AddProperties(string line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var dots = line.IndexOf("..", 0, space, StringComparison.Ordinal);
            var start = CodePoint(line.AsSpan(0, dots < 0 ? space : dots));
            var end = dots < 0 ? start : CodePoint(line.AsSpan(dots + 2, space - dots - 2));
            var row = Row(line[(space + 1)..]);
            byte[]? uniform = null;
            while (start <= end)
            {
                var last = Math.Min(end, start | 0xFF);
                if ((start & 0xFF) == 0 && last == (start | 0xFF))
                    Pages[start >> 8] = uniform ??= Filled(row); // The pages of one long range are one page.
                else
                    (Pages[start >> 8] ??= new byte[256]).AsSpan(start & 0xFF, last - start + 1).Fill(row);
                start = last + 1;
            }
        }

        private byte Row(string text)
        {
            if (_rowsByText.TryGetValue(text, out var row))
                return row;
            var fields = text.Split(' ');
            row = checked((byte)_rows.Count);
            _rowsByText.Add(text, row);
            _rows.Add(new CodePointProperties(
                Class(fields[0]),
                Class(fields[1]),
                Enum.TryParse<BidiClass>(fields[2], out var bidi) ? bidi : BidiClass.Other,
                Joining(fields[3]),
                byte.Parse(fields[4], CultureInfo.InvariantCulture),
                Enum.TryParse<ContextScript>(fields[5], out var script) ? script : ContextScript.None,
                IsMark: fields[6].Contains('M', StringComparison.Ordinal),
                IsCased: fields[6].Contains('C', StringComparison.Ordinal),
                IsCaseIgnorable: fields[6].Contains('I', StringComparison.Ordinal)));
            return row;
        }

        private void AddDecomposition(string[] fields)
        {
            var composes = fields[^1] != "!";
            var to = AddMapping(Decompositions, composes ? fields : fields[..^1]);
            if (composes)
                Composites.Add((to[0], to[1]), CodePoint(fields[0]));
        }

        private static int[] AddMapping(Dictionary<int, int[]> map, string[] fields)
        {
            var to = new int[fields.Length - 1];
            for (var i = 0; i < to.Length; i++)
                to[i] = CodePoint(fields[i + 1]);
            map.Add(CodePoint(fields[0]), to);
            return to;
        }

        private static byte[] Filled(byte row)
        {
            var page = new byte[256];
            page.AsSpan().Fill(row);
            return page;
        }

        private static int CodePoint(ReadOnlySpan<char> hex) =>
            int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

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
