using Npgsql;

namespace XmppActors.Kernel.Cluster.Leases.Postgres;

/// <summary><c>postgres://user:password@host:port/database?name=value</c>, percent-encoded; several hosts separated by commas, of which the
/// one that takes writes is used; a directory of sockets as <c>?host=/run/postgresql</c>.</summary>
internal static class PostgresLeaseUrl
{
    internal static bool IsOne(string url) =>
        url.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FormatException">Says in one sentence what is wrong with it.</exception>
    internal static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (!IsOne(url)) throw new FormatException($"'{url}' is no URL of PostgreSQL: use postgres://USER:PASSWORD@HOST:PORT/DATABASE.");
        var (beforeQuery, query) = Cut(url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..], '?');
        var (authority, database) = Cut(beforeQuery, '/');
        var at = authority.LastIndexOf('@');
        var (user, password) = Cut(at < 0 ? "" : authority[..at], ':');
        var hosts = authority[(at + 1)..];

        var options = new NpgsqlConnectionStringBuilder();
        if (hosts.Length > 0) options.Host = Uri.UnescapeDataString(hosts);
        if (user.Length > 0) options.Username = Uri.UnescapeDataString(user);
        if (password.Length > 0) options.Password = Uri.UnescapeDataString(password);
        if (database.Length > 0) options.Database = Uri.UnescapeDataString(database);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, '=');
            Set(options, Uri.UnescapeDataString(name), Uri.UnescapeDataString(value));
        }

        if (string.IsNullOrEmpty(options.Database) || string.IsNullOrEmpty(options.Host))
            throw new FormatException("The store's URL needs a host and a database: use postgres://USER:PASSWORD@HOST:PORT/DATABASE.");
        return options;
    }

    /// <summary>The URL without password and query.</summary>
    internal static string Describe(NpgsqlConnectionStringBuilder options) =>
        options.Host!.StartsWith('/') ? $"postgres:///{options.Database}?host={options.Host}" : $"postgres://{options.Host}/{options.Database}";

    private static (string Before, string After) Cut(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is var at && at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);

    /// <summary>Names are libpq's or Npgsql's.</summary>
    private static void Set(NpgsqlConnectionStringBuilder options, string name, string value)
    {
        var key = name.ToLowerInvariant() switch
        {
            "dbname" => "Database",
            "connect_timeout" => "Timeout",
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "target_session_attrs" => "Target Session Attributes",
            var other => other.Replace('_', ' '),
        };
        try
        {
            options[key] = key == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            throw new FormatException($"The store's URL has the unknown or unusable '{name}={value}': correct or remove it.", fault);
        }
    }
}
