using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace XmppActors.Transport.Tests.Connections;

/// <summary>The initiating entity, at the level of text.</summary>
internal sealed class Peer(Stream stream) : IAsyncDisposable
{
    public const string Header =
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='capulet.example' version='1.0'>";

    private readonly byte[] _buffer = new byte[65536];
    private string _received = "";

    public Stream Stream { get; private set; } = stream;

    public async Task SendAsync(string text)
    {
        await Stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        await Stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Reads until <paramref name="text"/> has come, and returns all up to its end.</summary>
    public async Task<string> ReceiveUntilAsync(string text)
    {
        while (true)
        {
            int at = _received.IndexOf(text, StringComparison.Ordinal);
            if (at >= 0)
            {
                string all = _received[..(at + text.Length)];
                _received = _received[all.Length..];
                return all;
            }
            if (!await ReadAsync())
                throw new EndOfStreamException($"The connection ended before {text}; there was: {_received}");
        }
    }

    /// <summary>Reads to the end, and returns what came.</summary>
    public async Task<string> ReceiveAllAsync()
    {
        try
        {
            while (await ReadAsync())
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
        string all = _received;
        _received = "";
        return all;
    }

    public async Task StartTlsAsync(
        X509Certificate2? certificate = null, IReadOnlyList<string>? protocols = null, SslProtocols versions = SslProtocols.None)
    {
#pragma warning disable CA5359 // The server's certificate is the test's own.
        var tls = new SslStream(Stream, leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "capulet.example",
            EnabledSslProtocols = versions,
            ClientCertificates = certificate is null ? null : [certificate],
            ApplicationProtocols = protocols?.Select(name => new SslApplicationProtocol(name)).ToList(),
        };
        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        Stream = tls;
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();

    private async Task<bool> ReadAsync()
    {
        int count = await Stream.ReadAsync(_buffer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        _received += Encoding.UTF8.GetString(_buffer, 0, count);
        return count > 0;
    }
}
