using System.Diagnostics;
using System.Text;
using System.Threading.Channels;
using Xunit.Sdk;

namespace XmppActors.Conversations.RealClients;

/// <summary>A program of others, run as a child process: told by lines on its standard input, telling by lines on its standard output.</summary>
/// <remarks>The lines are those of Drivers/README.md. Those awaited are taken out of what has come, so that of two that nobody orders either may
/// be first.</remarks>
internal sealed class RealClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // Only a failing test waits so long.

    private readonly Process _process;
    private readonly string _home;
    private readonly Channel<string> _incoming = Channel.CreateUnbounded<string>();
    private readonly List<string> _lines = [];
    private readonly StringBuilder _transcript = new();
    private readonly Task _reading;

    private RealClient(Process process, string home)
    {
        _process = process;
        _home = home;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, isTold: true), ReadAsync(process.StandardError, isTold: false));
    }

    public static RealClient Start(ClientProgram program, RealNode node)
    {
        var home = Directory.CreateTempSubdirectory("xmpp-test-").FullName;
        var start = new ProcessStartInfo(program.Executable, program.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = start.Environment["TMPDIR"] = home; // What it leaves behind goes with it.
        start.Environment["XMPP_PASSWORD"] = RealNode.Password;
        start.Environment["XMPP_SECRET"] = RealNode.Secret;
        start.Environment["SSL_CERT_FILE"] = node.Certificate;       // OpenSSL and Go
        start.Environment["NODE_EXTRA_CA_CERTS"] = node.Certificate; // Node.js
        return new RealClient(Process.Start(start)!, home);
    }

    public async Task TellAsync(string line)
    {
        Record($"> {line}");
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>From one moment to the next, as by a crash.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Ends the input.</summary>
    public void TellNothingMore() => _process.StandardInput.Close();

    /// <summary>The next line that has this beginning, and the rest of it.</summary>
    public Task<string> ExpectAsync(string beginning) => ExpectAsync(line => line.StartsWith(beginning, StringComparison.Ordinal), beginning);

    public async Task<string> ExpectAsync(Predicate<string> fits, string description)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            int at;
            while ((at = _lines.FindIndex(fits)) < 0)
                _lines.Add(await _incoming.Reader.ReadAsync(limit.Token));
            var found = _lines[at];
            _lines.RemoveAt(at);
            return found;
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            throw new XunitException($"{_process.StartInfo.FileName} did not say '{description}'. It said:\n{Transcript()}");
        }
    }

    /// <summary>What it exits with.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    private async Task ReadAsync(StreamReader output, bool isTold)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            Record(isTold ? $"  {line}" : $"! {line}");
            if (isTold)
                _incoming.Writer.TryWrite(line);
        }
        if (isTold)
            _incoming.Writer.TryComplete();
    }

    private void Record(string line)
    {
        lock (_transcript)
            _transcript.AppendLine(line);
    }

    private string Transcript()
    {
        lock (_transcript)
            return _transcript.ToString();
    }
}
