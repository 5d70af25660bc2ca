namespace XmppActors.Host.TestsRoom.Tidy;

/// <summary>One line of a source file, as it is shown when it breaks a rule.</summary>
internal sealed record Lines(string File, int Number, string Text)
{
    /// <summary>Every line, without what follows <c>//</c>: comments may name what code must not use.</summary>
    public static IEnumerable<Lines> CodeOf(string file) =>
        AllOf(file)
            .Select(line => line with { Text = WithoutComment(line.Text) })
            .Where(line => line.Text.Trim().Length > 0);

    public static IEnumerable<Lines> AllOf(string file) =>
        Repository.Read(file).Split('\n').Select((text, index) => new Lines(file, index + 1, text));

    public override string ToString() => $"{File}:{Number}: {Text.Trim()}";

    /// <summary>A <c>//</c> inside a text, as in an address, is none: it follows a colon.</summary>
    private static string WithoutComment(string text)
    {
        var at = text.IndexOf("//", StringComparison.Ordinal);
        while (at > 0 && text[at - 1] == ':')
            at = text.IndexOf("//", at + 2, StringComparison.Ordinal);
        return at < 0 ? text : text[..at];
    }
}
