using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>A component whose secret an operator adds and removes while the node runs.</summary>
public sealed class FarmSecretProcessTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task A_secret_opens_streams_from_when_it_is_added_until_it_is_removed()
    {
        var node = _program.Start(HostProgram.FreePorts);
        var port = HostProgram.PortOf(await HostProgram.ReadLineAsync(node), "component");
        using var echo = await Component.ConnectAsync(port, "echo.localhost", "change-me");
        Assert.Contains("<remote-server-not-found", await echo.AskAsync("bots.localhost"), StringComparison.Ordinal);

        var (code, added) = await _program.RunAsync("farm", "secret", "add", "bots.localhost");
        Assert.Equal(0, code);
        var (id, secret) = (added.Split(' ')[1], added.Split('\n')[1]);
        Assert.Contains("<remote-server-timeout", await echo.AskAsync("bots.localhost"), StringComparison.Ordinal);

        using var bots = await Component.ConnectAsync(port, "bots.localhost", secret);
        Assert.Equal(
            (0, "bots.localhost storage 1 instance\necho.localhost configuration 1 instance\n"),
            await _program.RunAsync("farm", "list"));

        Assert.Equal(
            (0, $"secret {id} of bots.localhost removed\n"),
            await _program.RunAsync("farm", "secret", "remove", "bots.localhost", id));
        using var refused = await Component.OpenAsync(port, "bots.localhost");
        Assert.Contains("<host-unknown", await refused.ReadUntilAsync("</stream:stream>"), StringComparison.Ordinal);
        Assert.Contains("<service-unavailable", await bots.AskAsync("nobody@localhost"), StringComparison.Ordinal);
        Assert.Equal(
            (0, "bots.localhost no-secret 1 instance\necho.localhost configuration 1 instance\n"),
            await _program.RunAsync("farm", "list"));
    }

    /// <summary>Speaks XEP-0114, no more of it than this needs.</summary>
    private sealed class Component(TcpClient link, string domain) : IDisposable
    {
        private readonly StreamReader _reader = new(link.GetStream());

        public static async Task<Component> OpenAsync(int port, string domain)
        {
            var link = new TcpClient();
            await link.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
            var component = new Component(link, domain);
            await component.WriteAsync($"<stream:stream to='{domain}' xmlns='jabber:component:accept'"
                + " xmlns:stream='http://etherx.jabber.org/streams'>");
            return component;
        }

        public static async Task<Component> ConnectAsync(int port, string domain, string secret)
        {
            var component = await OpenAsync(port, domain);
            var header = await component.ReadUntilAsync("<stream:stream");
            while (!Regex.IsMatch(header, @"<stream:stream[^>]*>"))
                header += await component.ReadUntilAsync(">");
            var streamId = Regex.Match(header, @"\bid=['""]([^'""]+)").Groups[1].Value;
            await component.WriteAsync($"<handshake>{Handshake(streamId + secret)}</handshake>");
            await component.ReadUntilAsync("<handshake");
            return component;
        }

        /// <summary>The answer to an iq.</summary>
        public async Task<string> AskAsync(string to)
        {
            await WriteAsync(
                $"<iq type='get' id='q' from='asker@{domain}' to='{to}'><ping xmlns='urn:xmpp:ping'/></iq>");
            return await ReadUntilAsync("</iq>");
        }

        public Task<string> ReadUntilAsync(string wanted) => HostProgram.ReadUntilAsync(_reader, wanted);

        public void Dispose()
        {
            _reader.Dispose();
            link.Dispose();
        }

        private async Task WriteAsync(string text) =>
            await link.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

        [SuppressMessage("Security", "CA5350", Justification = "XEP-0114 §3 prescribes SHA-1.")]
        private static string Handshake(string text) =>
            Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
