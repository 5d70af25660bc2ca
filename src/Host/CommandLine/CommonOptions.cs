using System.CommandLine;
using XmppActors.Host.Settings;

namespace XmppActors.Host.CommandLine;

/// <summary><c>--config</c> and <c>--set</c>, which every command has: they say which node is meant.</summary>
internal sealed class CommonOptions
{
    public Option<string?> Config { get; } = new("--config")
    {
        Description = "HOCON file with what differs from the defaults.",
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Overrides one key, as in --set xmpp.log.level=debug. May be given several times.",
        HelpName = "KEY=VALUE",
        Recursive = true,
        Arity = ArgumentArity.OneOrMore,
    };

    public void AddTo(Command root)
    {
        root.Options.Add(Config);
        root.Options.Add(Set);
    }

    /// <summary>The settings; null when the configuration has faults, which are then written to <paramref
    /// name="error"/>, all of them.</summary>
    public NodeSettings? Read(ParseResult line, TextWriter error)
    {
        var faults = new List<HoconFault>();
        var document = ConfigurationLayers.Load(line.GetValue(Config), line.GetValue(Set) ?? [], faults);
        var settings = NodeSettingsReader.Read(document, faults);
        var inOrder = faults.OrderBy(f => f.Origin.Source, StringComparer.Ordinal)
            .ThenBy(f => (f.Origin.Line, f.Origin.Column));
        foreach (var fault in inOrder)
            error.WriteLine(fault);
        if (faults.Count > 0)
            error.WriteLine(
                faults.Count == 1 ? "1 fault in the configuration" : $"{faults.Count} faults in the configuration");
        return settings;
    }

    /// <summary>The same options again, for a command line that is shown to the operator.</summary>
    public string Repeat(ParseResult line)
    {
        var config = line.GetValue(Config) is { } file ? $" --config {file}" : "";
        return string.Concat([config, .. (line.GetValue(Set) ?? []).Select(set => $" --set '{set}'")]);
    }
}
