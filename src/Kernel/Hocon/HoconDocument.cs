namespace XmppActors.Kernel.Hocon;

/// <summary>Several layers of HOCON merged into one resolved tree, with every fault that was found on the
/// way.</summary>
/// <remarks>Substitutions see all layers, so a stronger layer can change what a weaker one refers to.</remarks>
public sealed class HoconDocument
{
    /// <summary>No file is reported with more faults than this: the rest are mostly consequences of the
    /// first.</summary>
    public const int MaxFaults = 50;

    private HoconDocument(HoconObject root, IReadOnlyList<HoconFault> faults)
    {
        Root = root;
        Faults = faults;
    }

    /// <summary>What could be read; complete only when <see cref="Faults"/> is empty.</summary>
    public HoconObject Root { get; }

    public IReadOnlyList<HoconFault> Faults { get; }

    /// <param name="weakestFirst">Each layer overrides those before it.</param>
    /// <param name="environment">Asked for a substitution that no layer answers; the process environment by
    /// default.</param>
    public static HoconDocument Load(IEnumerable<HoconSource> weakestFirst, Func<string, string?>? environment = null)
    {
        var faults = new List<HoconFault>();
        var layers = new List<ObjectSyntax>();
        foreach (var source in weakestFirst)
            layers.Add(new HoconParser(source, faults).ParseRoot());

        // After a syntax error half of a file may be missing: an unresolved substitution would then be a false alarm.
        var syntaxFaults = faults.Count;
        var root = new HoconResolver(layers, environment ?? Environment.GetEnvironmentVariable, faults).Resolve();
        if (syntaxFaults > 0)
            faults.RemoveRange(syntaxFaults, faults.Count - syntaxFaults);
        return new HoconDocument(root, faults);
    }
}
