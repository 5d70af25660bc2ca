using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Actors.Storage.Sqlite;

/// <summary><c>sqlite:data/xmpp.db</c>; an absolute path also as <c>sqlite:///var/lib/xmpp.db</c>.</summary>
internal static class SqliteUrl
{
    private const string Scheme = "sqlite:";

    /// <exception cref="StorageConfigurationException">It names no file.</exception>
    public static bool TryReadPath(string url, [NotNullWhen(true)] out string? path)
    {
        path = null;
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        path = url[Scheme.Length..];
        if (path.StartsWith("//", StringComparison.Ordinal))
            path = path[2..];
        if (path.Length == 0 || path[0] == ':' || path.Contains('?', StringComparison.Ordinal))
            throw new StorageConfigurationException(
                $"The storage '{url}' names no file: use sqlite:PATH, as in sqlite:data/xmpp.db.");
        return true;
    }
}
