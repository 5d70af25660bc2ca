using XmppActors.Kernel.Hocon;

namespace XmppActors.Kernel.Configuration;

public class ConfigurationFactory
{
    public static Config Empty => Config.Empty;

    /// <summary>Parses HOCON and resolves its substitutions, at last from the environment.</summary>
    /// <exception cref="ConfigurationException">The text has faults: all of them, each with its line, are in the
    /// message.</exception>
    public static Config ParseString(string hocon)
    {
        var document = HoconDocument.Load([HoconSource.FromText("string", hocon)]);
        if (document.Faults.Count > 0)
            throw new ConfigurationException(string.Join(Environment.NewLine, document.Faults));
        return new Config(document.Root);
    }
}
