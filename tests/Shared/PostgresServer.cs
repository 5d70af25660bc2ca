using System.Diagnostics;
using Npgsql;

namespace XmppActors.Tests.Shared;

/// <summary>
/// A PostgreSQL server of the installed binaries, in a directory of its own, reached through a socket there: no port
/// unless an address is given, no password, gone with the process that started it. Started by the first test that asks
/// for a database; one per test project, as its assembly fixture.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>A role of this name, once a test has made it, needs its password.</summary>
    public const string GuardedUser = "guarded";

    private const string User = "xmpp";

    private readonly SemaphoreSlim _starting = new(1);
    private readonly string? _binaries = FindBinaries();
    private string _directory = "";
    private PostgresServer? _primary;
    private Process? _server;
    private int _databases;

    /// <summary>Why there is no server here; null where there can be one.</summary>
    public string? Missing =>
        OperatingSystem.IsWindows() ? "these tests start PostgreSQL on Unix only"
        : _binaries is null ? "PostgreSQL is not installed: no initdb in /usr/lib/postgresql/*/bin or on the PATH"
        : null;

    /// <summary>Commits reach the disk: for benchmarks. Tests have nothing to lose.</summary>
    public bool IsSynced { get; init; }

    /// <summary>
    /// An address of this machine that it is reached by besides, at PostgreSQL's own port, from the same network.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>The directory of its socket; empty before it was started.</summary>
    public string Sockets => _directory;

    /// <summary>Makes an empty database and gives its URL, as <c>xmpp.storage</c> takes it.</summary>
    /// <exception cref="InvalidOperationException">There is no server: see <see cref="Missing"/>.</exception>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken);

        var name = $"test{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken);
        return Url(name);
    }

    /// <summary>The URL of a database of this server, which need not exist.</summary>
    /// <param name="user">Perhaps with a password after a colon.</param>
    public string Url(string database, string user = User) =>
        Address is null
            ? $"postgres://{user}@localhost/{database}?host={Uri.EscapeDataString(_directory)}"
            : $"postgres://{user}@{Address}/{database}";

    /// <summary>Runs one statement as the superuser, in the server's own database.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken = default)
    {
        await using var connection = new NpgsqlConnection(
            $"Host={_directory};Username={User};Database=postgres;Pooling=false");
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // Of tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Ends the server at once, as a crash would; <see cref="StartAsync"/> brings it back with what was committed.
    /// </summary>
    public Task KillAsync() => EndAsync("QUIT");

    /// <summary>Ends the server in good order, whoever is connected.</summary>
    public Task StopAsync() => EndAsync("INT");

    /// <summary>Starts another server that follows this one; commits of this one wait for it from now on.</summary>
    public async Task<PostgresServer> StandbyAsync(CancellationToken cancellationToken = default)
    {
        var standby = new PostgresServer { _primary = this };
        await standby.StartAsync(cancellationToken);
        await ExecuteAsync("ALTER SYSTEM SET synchronous_standby_names = '*'", cancellationToken);
        await ExecuteAsync("SELECT pg_reload_conf()", cancellationToken);
        return standby;
    }

    /// <summary>Makes a standby the server that takes writes.</summary>
    public Task PromoteAsync(CancellationToken cancellationToken = default) => ExecuteAsync("SELECT pg_promote()", cancellationToken);

    /// <summary>Starts the server unless it runs.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_server is not null)
                return;
            if (Missing is not null)
                throw new InvalidOperationException(Missing);
            if (_directory.Length == 0)
                _directory = await InitialiseAsync(cancellationToken);
            _server = await StartServerAsync(cancellationToken);
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync("INT");
        if (_directory.Length > 0)
            Directory.Delete(_directory, recursive: true);
        _starting.Dispose();
    }

    private async Task<string> InitialiseAsync(CancellationToken cancellationToken)
    {
        // Short: the path of a socket may have 107 bytes.
        var directory = Directory.CreateTempSubdirectory("xa-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", [Account(), directory], cancellationToken);
        var initialise = _primary is null
            ? $"initdb -D {directory}/data -U {User} -A trust -E UTF8 --locale=C -N"
            : $"pg_basebackup -D {directory}/data -h {_primary._directory} -U {User} -c fast -R --no-sync";
        await RunAsync("/bin/sh", ["-c", $"{AsAccount()} {_binaries}/{initialise}"], cancellationToken);
        if (_primary is not null)
            return directory;
        var access = Path.Combine(directory, "data", "pg_hba.conf");
        var others = await File.ReadAllTextAsync(access, cancellationToken);
        if (Address is not null)
            others += "host all all samenet trust\n";
        await File.WriteAllTextAsync(access, $"local all {GuardedUser} scram-sha-256\n{others}", cancellationToken);
        return directory;
    }

    /// <summary>
    /// The shell ends the server when its standard input does, which is when this process ends, however it ends.
    /// </summary>
    private async Task<Process> StartServerAsync(CancellationToken cancellationToken)
    {
        var server = $"{_binaries}/postgres -D {_directory}/data -k {_directory} -c listen_addresses={Address} -c fsync={(IsSynced ? "on" : "off")} -c max_connections=200";
        var process = Start(
            "/bin/sh", ["-c", $"cd /; {AsAccount()} {server} & read signal; kill -${{signal:-INT}} $!; wait $!"]);
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var log = new List<string>();
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains("ready to accept", StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                return process;
            }

            log.Add(line);
        }

        throw new InvalidOperationException("PostgreSQL did not start: " + string.Join('\n', log));
    }

    private async Task EndAsync(string signal)
    {
        if (_server is null)
            return;
        await _server.StandardInput.WriteLineAsync(signal);
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string AsAccount() =>
        Environment.IsPrivilegedProcess ? $"setpriv --reuid={Account()} --regid=$(id -g {Account()}) --clear-groups" : "";

    private static string Account() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string? FindBinaries()
    {
        const string installed = "/usr/lib/postgresql";
        var candidates = Directory.Exists(installed)
            ? Directory.GetDirectories(installed).OrderByDescending(VersionOf).Select(
                version => Path.Combine(version, "bin"))
            : [];
        return candidates.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(directory => File.Exists(Path.Combine(directory, "initdb")));
    }

    private static int VersionOf(string directory) =>
        int.TryParse(Path.GetFileName(directory), out var version) ? version : 0;

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)}: {await errors}{await output}");
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    })!;
}
