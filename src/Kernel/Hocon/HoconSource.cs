using System.Text;

namespace XmppActors.Kernel.Hocon;

/// <summary>A text in HOCON with a name for messages and, for a file, the folder that its includes are relative to.</summary>
public sealed class HoconSource
{
    private HoconSource(string name, string text, string? fullPath)
    {
        Name = name;
        Text = text;
        FullPath = fullPath;
    }

    public string Name { get; }

    public string Text { get; }

    /// <summary>Set for files only: a text that is not in a file cannot include others.</summary>
    internal string? FullPath { get; }

    public static HoconSource FromText(string name, string text) => new(name, text, null);

    /// <summary>Reads a file, naming it in messages as the caller named it.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static HoconSource FromFile(string path) => new(path, File.ReadAllText(path, StrictUtf8), Path.GetFullPath(path));

    /// <summary>One key from a command line. A value that is no HOCON by itself (<c>*:5222</c>) is taken as plain text.</summary>
    public static HoconSource FromAssignment(string name, string key, string value)
    {
        var source = FromText(name, $"{key} = {value}");
        if (string.IsNullOrWhiteSpace(value))
            return FromText(name, $"{key} = \"\"");
        var faults = new List<HoconFault>();
        var parsed = new HoconParser(source, faults).ParseRoot();
        var losesComment = !"{[\"$".Contains(value.TrimStart()[..1]) && (value.Contains('#') || value.Contains("//"));
        if (faults.Count == 0 && parsed.Fields.Count == 1 && !losesComment)
            return source;

        var quoted = new StringBuilder();
        HoconWriter.AppendQuoted(quoted, value);
        return FromText(name, $"{key} = {quoted}");
    }

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
