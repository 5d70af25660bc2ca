using Npgsql;

namespace XmppActors.Actors.Storage.Postgres;

/// <summary>
/// <c>postgres://user:password@host:port/database?name=value</c>, percent-encoded; several hosts separated by commas, a
/// directory of sockets as <c>?host=/run/postgresql</c>. Names of the query are libpq's or Npgsql's.
/// </summary>
/// <param name="Description">The URL without password and query.</param>
/// <param name="Options">Npgsql's view of it.</param>
internal sealed record PostgresUrl(string Description, NpgsqlConnectionStringBuilder Options)
{
    private const string Shape = "use postgres://USER:PASSWORD@HOST:PORT/DATABASE";

    /// <summary>
    /// Shared by a node's readers and writers; PostgreSQL itself allows 100 for all nodes by default.
    /// </summary>
    private const int DefaultPoolSize = 16;

    public static bool IsOne(string url) =>
        url.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="StorageConfigurationException">It says no database or something unknown.</exception>
    public static PostgresUrl Parse(string url)
    {
        var rest = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (beforeQuery, query) = Cut(rest, rest.IndexOf('?', StringComparison.Ordinal));
        var (authority, database) = Cut(beforeQuery, beforeQuery.IndexOf('/', StringComparison.Ordinal));
        var at = authority.LastIndexOf('@');
        var login = at < 0 ? "" : authority[..at];
        var (user, password) = Cut(login, login.IndexOf(':', StringComparison.Ordinal));
        var hosts = authority[(at + 1)..];

        var options = new NpgsqlConnectionStringBuilder
        {
            ApplicationName = "XmppActors",
            CommandTimeout = 10,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = DefaultPoolSize,
            Timeout = 5,
        };
        if (hosts.Length > 0)
            Set(options, "Host", Uri.UnescapeDataString(hosts));
        if (user.Length > 0)
            options.Username = Uri.UnescapeDataString(user);
        if (password.Length > 0)
            options.Password = Uri.UnescapeDataString(password);
        if (database.Length > 0)
            options.Database = Uri.UnescapeDataString(database);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Cut(pair, pair.IndexOf('=', StringComparison.Ordinal));
            Set(options, Uri.UnescapeDataString(name), Uri.UnescapeDataString(value));
        }

        if (string.IsNullOrEmpty(options.Database))
            throw new StorageConfigurationException($"The storage at '{options.Host}' names no database: {Shape}.");
        if (string.IsNullOrEmpty(options.Host))
            throw new StorageConfigurationException(
                $"The storage's database '{options.Database}' is on no host: {Shape}.");
        var description = options.Host[0] == '/'
            ? $"postgres:///{options.Database}?host={options.Host}"
            : $"postgres://{options.Host}/{options.Database}";
        return new PostgresUrl(description, options);
    }

    private static (string Before, string After) Cut(string text, int at) =>
        at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);

    private static void Set(NpgsqlConnectionStringBuilder options, string name, string value)
    {
        var (key, setting) = name.ToLowerInvariant() switch
        {
            "host" => ("Host", value),
            "dbname" => ("Database", value),
            "connect_timeout" => ("Timeout", value),
            "sslmode" => ("SSL Mode", value.Replace("-", "", StringComparison.Ordinal)),
            "sslrootcert" => ("Root Certificate", value),
            "sslcert" => ("SSL Certificate", value),
            "sslkey" => ("SSL Key", value),
            "target_session_attrs" => ("Target Session Attributes", value),
            var other => (other.Replace('_', ' '), value),
        };
        try
        {
            options[key] = setting;
        }
        catch (Exception fault)
            when (fault is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            throw new StorageConfigurationException(
                $"The storage's URL has the unknown or unusable '{name}={value}': correct or remove it.", fault);
        }
    }
}
