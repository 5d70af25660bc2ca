namespace XmppActors.Host.CommandLine;

/// <summary>Where a command reads and writes.</summary>
/// <param name="ReadSecret">Asks for a line that is not shown; null where nobody can be asked, as in a script.</param>
internal sealed record Terminal(
    TextReader Input, TextWriter Output, TextWriter Error, Func<string, string?>? ReadSecret)
{
    public static Terminal OfProcess() =>
        new(Console.In, Console.Out, Console.Error, Console.IsInputRedirected ? null : ReadHiddenLine);

    private static string? ReadHiddenLine(string prompt)
    {
        Console.Error.Write(prompt);
        var line = new System.Text.StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
                line.Length = Math.Max(0, line.Length - 1);
            else if (key.KeyChar != '\0')
                line.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return line.ToString();
    }
}
