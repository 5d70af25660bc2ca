using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>Speaks XEP-0114, no more of it than tests need.</summary>
internal sealed class Component(TcpClient link, string domain) : IDisposable
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
        var heard = ""; // The router may have questions of its own, meanwhile.
        while (true)
        {
            heard += await ReadUntilAsync(">");
            if (Regex.Match(heard, "<iq[^>]* id='q'[^>]*(/>|>.*?</iq>)") is { Success: true } answer)
                return answer.Value;
        }
    }

    /// <summary>What comes back for a message.</summary>
    public async Task<string> SayAsync(string to, string body)
    {
        await WriteAsync($"<message id='m' from='asker@{domain}' to='{to}'><body>{body}</body></message>");
        return await ReadUntilAsync("</message>");
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
