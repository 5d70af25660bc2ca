#:property PublishAot=false
// Derives src/Transport/Addresses/Unicode/UnicodeProperties.txt from the Unicode Character Database:
//   dotnet run tests/tools/derive-unicode-properties.cs -- <directory of the UCD's text files> > src/Transport/Addresses/Unicode/UnicodeProperties.txt
// Reads UnicodeData, DerivedJoiningType, DerivedCoreProperties, DerivedNormalizationProps, CompositionExclusions,
// HangulSyllableType, Scripts and PropList (.txt).
using System.Globalization;
using System.Text;

const int CodePoints = 0x110000;
var directory = args[0];
var category = new string?[CodePoints];
var bidi = new string[CodePoints];
var combining = new int[CodePoints];
var decomposition = new SortedDictionary<int, (string? Tag, int[] To)>();
var lower = new SortedDictionary<int, int[]>();

ReadUnicodeData();
var joining = Property("DerivedJoiningType", value => value);
var script = Property("Scripts", value => value);
var core = Properties("DerivedCoreProperties", "Default_Ignorable_Code_Point", "Cased", "Case_Ignorable");
var normalization = Properties("DerivedNormalizationProps", "Changes_When_NFKC_Casefolded");
var list = Properties("PropList", "Noncharacter_Code_Point", "White_Space", "Join_Control");
var oldHangul = Property("HangulSyllableType", value => value is "L" or "V" or "T" ? value : null);
var excluded = Lines("CompositionExclusions").Select(fields => Hex(fields[0])).ToHashSet();
lower[0x130] = [0x69, 0x307]; // SpecialCasing's only unconditional mapping to lower case.

var text = new StringBuilder();
text.Append("# Derived from the Unicode Character Database ").Append(Version()).Append(" by tests/tools/derive-unicode-properties.cs; not edited by hand.\n");
text.Append("# The database is (c) Unicode, Inc., under the Unicode License v3 (https://www.unicode.org/license.txt).\n");
text.Append("# @properties: range, PRECIS class (RFC 8264 section 8), IDNA class (RFC 5892 section 3), bidi class, joining type, combining class,\n");
text.Append("#   script where a contextual rule asks for it, flags: Mark, Cased, case-Ignorable. A code point that is not listed is unassigned.\n");
text.Append("#   Classes: P valid, J CONTEXTJ, O CONTEXTO, F valid in the FreeformClass only, D disallowed.\n");
text.Append("# @decompositions: canonical; '!' marks one that is not composed again. @lower: full mapping. @width: wide and narrow forms.\n");
WriteProperties();
WriteDecompositions();
text.Append("@lower\n");
foreach (var (from, to) in lower)
    text.Append(CultureInfo.InvariantCulture, $"{from:X4} {Join(to)}\n");
text.Append("@width\n");
foreach (var (from, (tag, to)) in decomposition.Where(entry => entry.Value.Tag is "<wide>" or "<narrow>"))
    text.Append(CultureInfo.InvariantCulture, $"{from:X4} {Join(to)}\n");
Console.Out.Write(text);

void WriteProperties()
{
    text.Append("@properties\n");
    var start = 0;
    for (var at = 1; at <= CodePoints; at++)
    {
        if (at < CodePoints && Row(at) == Row(start))
            continue;
        if (Row(start) is { } row)
            text.Append(CultureInfo.InvariantCulture, $"{start:X4}{(at - 1 > start ? $"..{at - 1:X4}" : "")} {row}\n");
        start = at;
    }
}

void WriteDecompositions()
{
    text.Append("@decompositions\n");
    foreach (var (from, (tag, to)) in decomposition.Where(entry => entry.Value.Tag is null))
        text.Append(CultureInfo.InvariantCulture, $"{from:X4} {Join(to)}{(IsExcluded(from) ? " !" : "")}\n");
}

string? Row(int cp)
{
    var precis = Precis(cp);
    if (precis == 'U')
        return null;
    var flags = (category[cp]?[0] == 'M' ? "M" : "") + (core["Cased"][cp] is null ? "" : "C") + (core["Case_Ignorable"][cp] is null ? "" : "I");
    var named = script[cp] is "Greek" or "Hebrew" or "Hiragana" or "Katakana" or "Han" ? script[cp] : "-";
    return $"{precis} {Idna(cp)} {bidi[cp] ?? "BN"} {joining[cp] ?? "U"} {combining[cp]} {named} {(flags.Length == 0 ? "-" : flags)}";
}

char Precis(int cp)
{
    if (Exception(cp) is { } exception)
        return exception;
    if (category[cp] is null && list["Noncharacter_Code_Point"][cp] is null)
        return 'U';
    if (cp is >= 0x21 and <= 0x7E)
        return 'P';
    if (list["Join_Control"][cp] is not null)
        return 'J';
    if (oldHangul[cp] is not null || core["Default_Ignorable_Code_Point"][cp] is not null
        || list["Noncharacter_Code_Point"][cp] is not null || category[cp] is "Cc")
        return 'D';
    if (HasCompat(cp))
        return 'F';
    return category[cp] switch
    {
        "Ll" or "Lu" or "Lo" or "Nd" or "Lm" or "Mn" or "Mc" => 'P',
        "Lt" or "Nl" or "No" or "Me" or "Zs" or "Sm" or "Sc" or "Sk" or "So" => 'F',
        "Pc" or "Pd" or "Ps" or "Pe" or "Pi" or "Pf" or "Po" => 'F',
        _ => 'D',
    };
}

char Idna(int cp)
{
    if (Exception(cp) is { } exception)
        return exception;
    if (cp is '-' or (>= '0' and <= '9') or (>= 'a' and <= 'z'))
        return 'P';
    if (list["Join_Control"][cp] is not null)
        return 'J';
    var disallowed = normalization["Changes_When_NFKC_Casefolded"][cp] is not null || core["Default_Ignorable_Code_Point"][cp] is not null
        || list["White_Space"][cp] is not null || list["Noncharacter_Code_Point"][cp] is not null || oldHangul[cp] is not null
        || cp is (>= 0x20D0 and <= 0x20FF) or (>= 0x1D100 and <= 0x1D1FF) or (>= 0x1D200 and <= 0x1D24F);
    return !disallowed && category[cp] is "Ll" or "Lu" or "Lo" or "Nd" or "Lm" or "Mn" or "Mc" ? 'P' : 'D';
}

// RFC 8264 section 9.6 and RFC 5892 section 2.6 list the same exceptions.
static char? Exception(int cp) => cp switch
{
    0xDF or 0x3C2 or 0x6FD or 0x6FE or 0xF0B or 0x3007 => 'P',
    0xB7 or 0x375 or 0x5F3 or 0x5F4 or 0x30FB or (>= 0x660 and <= 0x669) or (>= 0x6F0 and <= 0x6F9) => 'O',
    0x640 or 0x7FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B => 'D',
    _ => null,
};

// cp differs from its NFKC form.
bool HasCompat(int cp) => !Full(cp, compatibility: true).SequenceEqual(Full(cp, compatibility: false)) || IsExcluded(cp);

IEnumerable<int> Full(int cp, bool compatibility) =>
    decomposition.TryGetValue(cp, out var entry) && (compatibility || entry.Tag is null)
        ? entry.To.SelectMany(to => Full(to, compatibility))
        : [cp];

// Full_Composition_Exclusion.
bool IsExcluded(int cp) => decomposition.TryGetValue(cp, out var entry) && entry.Tag is null
    && (excluded.Contains(cp) || entry.To.Length == 1 || combining[cp] != 0 || combining[entry.To[0]] != 0);

void ReadUnicodeData()
{
    var first = 0;
    foreach (var fields in Lines("UnicodeData"))
    {
        var cp = Hex(fields[0]);
        if (!fields[1].EndsWith(", Last>", StringComparison.Ordinal))
            first = cp;
        for (var each = first; each <= cp; each++)
            (category[each], bidi[each], combining[each]) = (fields[2], fields[4], int.Parse(fields[3], CultureInfo.InvariantCulture));
        if (fields[5].Length > 0)
        {
            var parts = fields[5].Split(' ');
            var tag = parts[0][0] == '<' ? parts[0] : null;
            decomposition[cp] = (tag, parts.Skip(tag is null ? 0 : 1).Select(Hex).ToArray());
        }
        if (fields[13].Length > 0)
            lower[cp] = [Hex(fields[13])];
    }
}

Dictionary<string, string?[]> Properties(string file, params string[] names) =>
    names.ToDictionary(name => name, name => Property(file, value => value == name ? value : null));

string?[] Property(string file, Func<string, string?> select)
{
    var values = new string?[CodePoints];
    var found = false;
    foreach (var fields in Lines(file))
    {
        if (select(fields[1]) is not { } value)
            continue;
        var range = fields[0].Split("..");
        Array.Fill(values, value, Hex(range[0]), Hex(range[^1]) - Hex(range[0]) + 1);
        found = true;
    }
    return found ? values : throw new InvalidDataException($"{file}.txt does not have what is looked for in it.");
}

IEnumerable<string[]> Lines(string file) =>
    from line in File.ReadLines(Path.Combine(directory, file + ".txt"))
    let content = line.Split('#')[0].Trim()
    where content.Length > 0
    select content.Split(';', StringSplitOptions.TrimEntries);

string Version() => File.ReadLines(Path.Combine(directory, "DerivedJoiningType.txt")).First().Split('-')[1].Replace(".txt", "", StringComparison.Ordinal);

static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

static string Join(int[] codePoints) => string.Join(' ', codePoints.Select(cp => cp.ToString("X4", CultureInfo.InvariantCulture)));
