namespace XmppActors.Kernel.Hocon;

/// <summary>The files that are being read, each included by the one before it.</summary>
internal sealed class HoconIncludes
{
    /// <summary>A chain longer than this is a mistake, even when no file names itself.</summary>
    private const int MaxChain = 20;

    private readonly IReadOnlyList<HoconSource> _chain;

    private HoconIncludes(IReadOnlyList<HoconSource> chain)
    {
        _chain = chain;
    }

    public static HoconIncludes None { get; } = new([]);

    public bool IsFull => _chain.Count >= MaxChain;

    public HoconIncludes With(HoconSource source) => new([.. _chain, source]);

    public bool Contains(string fullPath) => _chain.Any(s => s.FullPath == fullPath);

    /// <summary>The file as named, relative to the including one; without an extension .conf and .json are tried
    /// too.</summary>
    public static string? Find(string includingFile, string name)
    {
        var path = Path.GetFullPath(name, Path.GetDirectoryName(includingFile)!);
        string[] candidates = Path.HasExtension(path) ? [path] : [path, path + ".conf", path + ".json"];
        return Array.Find(candidates, File.Exists);
    }
}
