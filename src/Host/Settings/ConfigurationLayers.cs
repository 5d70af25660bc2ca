using System.Reflection;

namespace XmppActors.Host.Settings;

/// <summary>The layers of a node's configuration, weakest first: embedded defaults, a file, the command line.</summary>
internal static class ConfigurationLayers
{
    /// <summary>The embedded defaults: every key that there is.</summary>
    public static HoconSource Reference { get; } = Embedded("reference.conf");

    /// <summary>What runs when no file is named: a node to try things with.</summary>
    public static HoconSource FirstNode { get; } = Embedded("node.conf");

    /// <summary>Reads the file, if one is named; a file that cannot be read is a fault like any other.</summary>
    /// <param name="assignments"><c>key=value</c>, each stronger than those before it.</param>
    public static HoconDocument Load(
        string? file,
        IEnumerable<string> assignments,
        List<HoconFault> faults,
        Func<string, string?>? environment = null)
    {
        var layers = new List<HoconSource> { Reference };
        if (file is null)
            layers.Add(FirstNode);
        else if (TryRead(file, faults) is { } source)
            layers.Add(source);

        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                layers.Add(HoconSource.FromAssignment(
                    $"--set {assignment[..equals]}", assignment[..equals], assignment[(equals + 1)..]));
            else
                faults.Add(new HoconFault(
                    new HoconOrigin("--set", 0, 0), $"'{assignment}' assigns nothing", "write --set key=value"));
        }

        var document = HoconDocument.Load(layers, environment);
        faults.AddRange(document.Faults);
        return document;
    }

    private static HoconSource? TryRead(string file, List<HoconFault> faults)
    {
        try
        {
            return HoconSource.FromFile(file);
        }
        catch (Exception trouble) when (
            trouble is IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException)
        {
            var reason = trouble switch
            {
                FileNotFoundException or DirectoryNotFoundException => "the file does not exist",
                UnauthorizedAccessException => "the file may not be read",
                IOException => "the file cannot be read",
                _ => "the file is not UTF-8 text",
            };
            faults.Add(new HoconFault(new HoconOrigin(file, 0, 0), reason, "name a readable HOCON file with --config"));
            return null;
        }
    }

    private static HoconSource Embedded(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return HoconSource.FromText(name, reader.ReadToEnd());
    }
}
