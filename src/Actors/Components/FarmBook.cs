namespace XmppActors.Actors.Components;

/// <summary>What this node's configuration says of farms, and what is in force when something else was said at run time.</summary>
/// <param name="configured">By domain, or by the <c>*.</c> of a template; see <see cref="FarmSettings.Of"/>.</param>
/// <param name="read">Reads settings given at run time (see <see cref="Administration.AddFarm"/>) as laid over those of the configuration. It throws a
/// <see cref="FormatException"/> whose message tells the faults. Null: none can be given.</param>
internal sealed class FarmBook(IReadOnlyDictionary<string, FarmSettings> configured, Func<string, string, FarmSettings>? read = null)
{
    public static readonly FarmBook Empty = new(new Dictionary<string, FarmSettings>());

    /// <summary>Of those that are farms, claimed or not: templates are none.</summary>
    public IEnumerable<string> Domains => configured.Keys.Where(static name => !name.StartsWith('*'));

    public bool IsConfigured(string domain) => configured.ContainsKey(domain);

    /// <summary>As configured; the defaults for a domain that is known otherwise, such as by its stored secrets.</summary>
    public FarmSettings Find(string domain) => FarmSettings.Of(configured, domain) ?? new FarmSettings { Domain = domain };

    /// <summary>As configured, with what was said at run time laid over it.</summary>
    /// <exception cref="FormatException">The text says what no farm of this version has.</exception>
    public FarmSettings Read(string domain, string? runtime)
    {
        if (runtime is null) return Find(domain);
        return read is not null ? read(domain, runtime) : throw new FormatException("this node takes no settings at run time");
    }
}
