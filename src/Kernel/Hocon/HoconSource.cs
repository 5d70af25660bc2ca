using System.Text;

namespace XmppActors.Kernel.Hocon;

/// <summary>A text in HOCON with a name for messages and, for a file, the folder that its includes are relative
/// to.</summary>
public sealed class HoconSource
{
    private HoconSource(string name, string text, string? fullPath = null, bool hasLines = true)
    {
        Name = name;
        Text = text;
        FullPath = fullPath;
        HasLines = hasLines;
    }

    public string Name { get; }

    public string Text { get; }

    /// <summary>Set for files only: a text that is not in a file cannot include others.</summary>
    internal string? FullPath { get; }

    /// <summary>Whether its lines mean anything to the operator: those of a command line do not.</summary>
    internal bool HasLines { get; }

    public static HoconSource FromText(string name, string text) => new(name, text);

    /// <summary>Reads a file, naming it in messages as the caller named it.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static HoconSource FromFile(string path) =>
        new(path, File.ReadAllText(path, StrictUtf8), Path.GetFullPath(path));

    /// <summary>One key from a command line. A value that is no HOCON by itself (<c>*:5222</c>) is taken as plain
    /// text.</summary>
    public static HoconSource FromAssignment(string name, string key, string value)
    {
        var source = new HoconSource(name, $"{key} = {value}", hasLines: false);
        if (IsHocon(source, value))
            return source;

        var quoted = new StringBuilder();
        HoconWriter.AppendQuoted(quoted, value);
        return new HoconSource(name, $"{key} = {quoted}", hasLines: false);
    }

    private static bool IsHocon(HoconSource source, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return false;
        var mayBeText = !"{[\"$".Contains(value.TrimStart()[0]);
        if (mayBeText && (value.Contains('#') || value.Contains("//")))
            return false; // The rest would be a comment: hardly what was meant.
        var faults = new List<HoconFault>();
        return new HoconParser(source, faults).ParseRoot().Fields.Count == 1 && faults.Count == 0;
    }

    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
