using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace XmppActors.Tests.Shared;

/// <summary>
/// An etcd of the installed binary with one member or more, on loopback ports that were free, its data in a directory of
/// its own, gone with the process that started it. Each caller gets a prefix of its own.
/// </summary>
public sealed class EtcdServer : IAsyncDisposable
{
    private const int MaxLogLines = 200;

    private readonly string? _binary = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(directory => Path.Combine(directory, "etcd")).FirstOrDefault(File.Exists);

    private readonly SemaphoreSlim _starting = new(1);
    private Member[] _members = [];
    private string _directory = "";
    private int _callers;
    private int _life;

    /// <summary>Why there is no server here; null where there can be one.</summary>
    public string? Missing =>
        OperatingSystem.IsWindows() ? "these tests start etcd on Unix only"
        : _binary is null ? "etcd is not installed: no etcd on the PATH"
        : null;

    public int Members { get; init; } = 1;

    /// <summary>Starts the members that do not run; all when it is called first.</summary>
    /// <exception cref="InvalidOperationException">There is no server: see <see cref="Missing"/>.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (Missing is not null)
                throw new InvalidOperationException(Missing);
            if (_members.Length == 0)
                Create();
            await Task.WhenAll(_members.Where(member => member.Process is null).Select(
                member => StartAsync(member, cancellationToken)));
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>
    /// The text by which the cluster names this server, with a prefix that no other caller has, or with the given one.
    /// </summary>
    public string Text(string? prefix = null)
    {
        prefix ??= $"test{Interlocked.Increment(ref _callers)}";
        return "etcd:" + string.Join(',', _members.Select(member => $"{member.ClientUrl}/{prefix}"));
    }

    /// <summary>Where clients reach one member.</summary>
    public string ClientUrl(int member = 0) => _members[member].ClientUrl;

    /// <summary>Ends a member at once, as a crash would.</summary>
    public Task KillAsync(int member = 0) => EndAsync(_members[member], "KILL");

    /// <summary>Holds a member, as if its machine hung; SIGCONT lets it go on.</summary>
    /// <param name="signal">STOP or CONT.</param>
    public async Task SignalAsync(string signal, int member = 0)
    {
        var input = _members[member].Process!.StandardInput;
        await input.WriteLineAsync(signal);
        await input.FlushAsync();
    }

    /// <summary>Brings back, into members that were killed, what <see cref="SaveAsync"/> kept: later writes are lost.</summary>
    public void Restore()
    {
        foreach (var member in _members)
        {
            Directory.Delete($"{_directory}/{member.Name}", recursive: true);
            Copy($"{_directory}/saved-{member.Name}", $"{_directory}/{member.Name}");
        }
    }

    /// <summary>Stops all members, keeps a copy of their data, and starts them again.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken = default)
    {
        foreach (var member in _members)
        {
            await EndAsync(member, "KILL");
            Copy($"{_directory}/{member.Name}", $"{_directory}/saved-{member.Name}");
        }

        await StartAsync(cancellationToken);
    }

    /// <summary>Makes members that were killed forget everything; they start as another cluster.</summary>
    public void Forget()
    {
        _life++;
        foreach (var member in _members)
            Directory.Delete($"{_directory}/{member.Name}", recursive: true);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members)
            await EndAsync(member, "KILL");
        if (_directory.Length > 0)
            Directory.Delete(_directory, recursive: true);
        _starting.Dispose();
    }

    private void Create()
    {
        _directory = Directory.CreateTempSubdirectory("xa-etcd-").FullName;
        var ports = FreePorts(2 * Members);
        _members = [.. Enumerable.Range(0, Members).Select(i => new Member(
            $"m{i}", $"http://127.0.0.1:{ports[2 * i]}", $"http://127.0.0.1:{ports[2 * i + 1]}"))];
    }

    /// <summary>The shell ends the server when its standard input does, which is when this process ends.</summary>
    private async Task StartAsync(Member member, CancellationToken cancellationToken)
    {
        var all = string.Join(',', _members.Select(other => $"{other.Name}={other.PeerUrl}"));
        var server = $"{_binary} --name {member.Name} --data-dir {_directory}/{member.Name} --logger zap"
            + $" --listen-client-urls {member.ClientUrl} --advertise-client-urls {member.ClientUrl}"
            + $" --listen-peer-urls {member.PeerUrl} --initial-advertise-peer-urls {member.PeerUrl}"
            + $" --initial-cluster {all} --initial-cluster-token {Path.GetFileName(_directory)}-{_life}";
        const string until = "while read signal; do kill -$signal $!; [ $signal = KILL ] && break; done; kill -KILL $! 2>/dev/null; wait $!";
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{server} & {until}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var log = new Queue<string>();
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains("serving client traffic", StringComparison.Ordinal))
            {
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                member.Process = process;
                return;
            }

            log.Enqueue(line);
            if (log.Count > MaxLogLines)
                log.Dequeue();
        }

        throw new InvalidOperationException("etcd did not start: " + string.Join('\n', log));
    }

    private static async Task EndAsync(Member member, string signal)
    {
        if (member.Process is not { } process)
            return;
        await process.StandardInput.WriteLineAsync(signal);
        await process.StandardInput.FlushAsync();
        await process.WaitForExitAsync();
        process.Dispose();
        member.Process = null;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var directory in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, directory)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)), overwrite: true);
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }

    private sealed record Member(string Name, string ClientUrl, string PeerUrl)
    {
        internal Process? Process { get; set; }
    }
}
