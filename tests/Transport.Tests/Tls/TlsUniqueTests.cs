using System.Diagnostics;
using System.Net.Security;
using System.Security.Authentication;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Tests.Listeners;
using XmppActors.Transport.Tls;
using static XmppActors.Transport.Tests.Listeners.ListenersUnderTest;

namespace XmppActors.Transport.Tests.Tls;

public sealed class TlsUniqueTests
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Connects twice, the second time with the first one's session; tells each time whether that was taken
    /// up, and what
    /// an OpenSSL client binds to.</summary>
    private const string Client = """
        import socket, ssl, sys
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = context.maximum_version = ssl.TLSVersion[sys.argv[2]]
        session = None
        for _ in range(2):
            with context.wrap_socket(socket.create_connection(('127.0.0.1', int(sys.argv[1]))), session=session) as tls:
                finished = tls.get_channel_binding('tls-unique')
                tls.recv(1)  # With TLS 1.3 the session comes after the handshake.
                session = tls.session
                print(tls.session_reused, finished.hex(), flush=True)
        """;

    [Theory]
    [InlineData(SslProtocols.Tls12, 12)]
    [InlineData(SslProtocols.Tls13, 48)] // The hash of TLS_AES_256_GCM_SHA384.
    public async Task Both_ends_have_the_clients_Finished_message(SslProtocols version, int bytes)
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.Direct));
        await using var peer = await test.ConnectAsync();
        await peer.StartTlsAsync(versions: version);

        var info = test.NextSink().Connection.Info.Tls!;

        Assert.Equal(version, info.Protocol);
        Assert.Equal(bytes, info.TlsUnique.Length);
        Assert.Equal(TlsUnique.Of((SslStream)peer.Stream).ToArray(), info.TlsUnique.ToArray());
    }

    [Theory]
    [InlineData("TLSv1_2", false)] // Resumed, it does not bind without more: nothing is offered.
    [InlineData("TLSv1_3", true)]
    public async Task An_OpenSSL_client_has_the_same_bytes_where_there_are_any(string version, bool bindsWhenResumed)
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not here: there is no OpenSSL client to compare with.");
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.Direct));
        test.OnAccept = sink => sink.Connection.Close(); // Something to read.
        var start = new ProcessStartInfo(Python, ["-c", Client, $"{test.Listeners.Bound[0].EndPoint.Port}", version]) { RedirectStandardOutput = true };

        using var client = Process.Start(start)!;
        var first = await AnswerAsync(client, test);
        var second = await AnswerAsync(client, test);

        Assert.Equal(("False", first.AtServer), (first.IsResumed, first.AtClient));
        Assert.Equal(("True", bindsWhenResumed ? second.AtClient : ""), (second.IsResumed, second.AtServer));
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(string IsResumed, string AtClient, string AtServer)> AnswerAsync(Process client, ListenersUnderTest test)
    {
        var line = await client.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var words = line!.Split(' ');
        return (words[0], words[1], Convert.ToHexStringLower(test.NextSink().Connection.Info.Tls!.TlsUnique.Span));
    }
}
