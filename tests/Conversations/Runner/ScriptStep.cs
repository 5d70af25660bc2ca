using System.Text.RegularExpressions;

namespace XmppActors.Conversations.Runner;

/// <summary>One sentence of a script: who, what they do, and what follows the verb.</summary>
/// <param name="Who"><c>romeo/orchard</c>, or any name for a connection that negotiates by hand; empty for a sentence
/// about the world.</param>
internal sealed partial record ScriptStep(string Who, string Verb, string Object, int Line)
{
    /// <summary>Splits a script into sentences. A line that does not begin with one goes on with the sentence before
    /// it; <c>#</c> begins a comment.</summary>
    public static IReadOnlyList<ScriptStep> Parse(string script)
    {
        var steps = new List<ScriptStep>();
        var number = 0;
        foreach (var line in script.Split('\n'))
        {
            number++;
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
                continue;
            if (Sentence().Match(text) is { Success: true } match)
                steps.Add(Read(match.Groups, number));
            else if (steps.Count > 0)
                steps[^1] = steps[^1] with { Object = $"{steps[^1].Object}\n{text}".Trim() };
            else
                throw new FormatException($"line {number} begins no sentence: {text}");
        }
        return steps;
    }

    private static ScriptStep Read(GroupCollection sentence, int line) =>
        new(sentence["who"].Value, sentence["verb"].Value, sentence["object"].Value.Trim(), line);

    public override string ToString() => $"line {Line}: {Who} {Verb} {Object}".Trim();

    [GeneratedRegex(@"^(?<who>[\w./@-]+)\s+(?<verb>has an account|is a friend of|is subscribed to|is authenticated"
        + "|is connected|is interested|is available|connects|opens a stream|opens a component stream|shakes hands"
        + "|starts TLS|authenticates|sends|receives|passes|closes the stream|is closed with|is disconnected|disconnects"
        + @"|loses the account|leaves pings unanswered|shuts down)(?<object>(\s.*)?)$")]
    private static partial Regex Sentence();
}
