using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace XmppActors.Conversations.Runner;

/// <summary>A conversation as it was heard, one stanza a line, to be compared with how it was heard before.</summary>
/// <remarks>
/// What the server makes up (ids that no script gave) becomes <c>id-1</c>, <c>id-2</c> in the order of its first
/// appearance. What one hears at a time from several senders has no order: it is sorted by sender, and keeps the order
/// of each. The file is rewritten only if the variable <see cref="RewriteSwitch"/> is 1: then look at the difference,
/// for it is what has changed for everybody's clients.
/// </remarks>
internal sealed class Transcript
{
    public const string RewriteSwitch = "XMPPACTORS_REWRITE_TRANSCRIPTS";

    private const string Start = "<transcript xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>\n";

    private readonly StringBuilder _text = new(Start);
    private readonly StringBuilder _said = new();
    private readonly Dictionary<string, string> _ids = [];

    public void Add(ScriptStep step)
    {
        _said.AppendLine(step.Object);
        var words = $"{step.Who} {step.Verb} {step.Object}".Trim().ReplaceLineEndings(" ");
        var comment = words.Replace("--", "- -", StringComparison.Ordinal);
        _text.Append(CultureInfo.InvariantCulture, $"\n  <!-- {comment} -->\n");
    }

    public void Add(string listener, IReadOnlyList<Received> heard)
    {
        foreach (var line in heard.OrderBy(SenderOf, StringComparer.Ordinal).Select(Write)) // A stable sort.
            _text.Append(CultureInfo.InvariantCulture, $"  <hears who='{listener}'>{line}</hears>\n");
    }

    /// <summary>Fails unless the file says the same; or writes it.</summary>
    public void Compare(string file)
    {
        var text = $"{_text}</transcript>\n";
        if (Environment.GetEnvironmentVariable(RewriteSwitch) == "1")
            File.WriteAllText(file, text);
        Assert.True(File.Exists(file), $"there is no {file} yet: run with {RewriteSwitch}=1, and read what it writes");
        Assert.Equal(File.ReadAllText(file), text);
    }

    private static string SenderOf(Received item) =>
        item is Received.Element { Value: var element } ? element.Attribute("from")?.Value ?? "" : "";

    private string Write(Received item)
    {
        if (item is not Received.Element { Value: var element })
            return $"<!-- {item} -->";
        var copy = new XElement(element);
        foreach (var attribute in copy.DescendantsAndSelf().Attributes())
        {
            if (attribute.Name.LocalName is "id" or "previd")
                attribute.Value = NameOf(attribute.Value);
        }
        return ElementPattern.Show(copy);
    }

    private string NameOf(string id)
    {
        if (_said.ToString().Contains($"'{id}'", StringComparison.Ordinal))
            return id;
        if (!_ids.TryGetValue(id, out var name))
            _ids.Add(id, name = string.Create(CultureInfo.InvariantCulture, $"id-{_ids.Count + 1}"));
        return name;
    }
}
