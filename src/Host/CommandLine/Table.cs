namespace XmppActors.Host.CommandLine;

/// <summary>Aligned columns, two spaces between them.</summary>
internal static class Table
{
    public static void Write(TextWriter output, string[] head, IEnumerable<string[]> rows, string indent = "")
    {
        string[][] lines = [head, .. rows];
        var widths = head.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            output.WriteLine($"{indent}{string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column])))}".TrimEnd());
    }
}
