using System.Security.Authentication;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Tests.Connections;
using static XmppActors.Transport.Tests.Listeners.ListenersUnderTest;

namespace XmppActors.Transport.Tests.Listeners;

/// <summary>RFC 7590 §3.1, XEP-0368.</summary>
public sealed class DirectTlsTests
{
    [Theory]
    [InlineData(ListenerKind.C2s, "xmpp-client")]
    [InlineData(ListenerKind.C2s, "h2,xmpp-client")]
    [InlineData(ListenerKind.C2s, null)]
    [InlineData(ListenerKind.Component, null)]
    [InlineData(ListenerKind.Component, "xmpp-component")] // No name is registered: whatever is offered is ignored.
    public async Task The_stream_is_secure_from_its_first_byte(ListenerKind kind, string? protocols)
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(kind, TlsMode.Direct));
        await using var peer = await test.ConnectAsync();

        await peer.StartTlsAsync(protocols: protocols?.Split(','));
        await peer.SendAsync(kind == ListenerKind.C2s
            ? Peer.Header
            : Peer.Header.Replace("jabber:client", "jabber:component:accept", StringComparison.Ordinal));

        var sink = test.NextSink();
        Assert.True(sink.Connection.Info.IsSecure);
        Assert.False(sink.Connection.Info.CanStartTls);
        await sink.ExpectAsync("opened to capulet.example");
    }

    [Fact]
    public async Task Another_protocol_is_refused()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.Direct));
        await using var peer = await test.ConnectAsync();

        await Assert.ThrowsAnyAsync<AuthenticationException>(() => peer.StartTlsAsync(protocols: ["h2", "http/1.1"]));

        Assert.Equal(0, test.Listeners.ConnectionCount);
    }

    [Fact]
    public async Task Plain_text_is_refused()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.Direct));
        await using var peer = await test.ConnectAsync();

        await peer.SendAsync(Peer.Header);

        Assert.DoesNotContain("stream", await peer.ReceiveAllAsync(), StringComparison.Ordinal);
        Assert.Equal(0, test.Listeners.ConnectionCount);
    }

    [Fact]
    public async Task Both_kinds_may_share_a_port()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.DirectOrNone));
        await using var plain = await test.ConnectAsync();
        await plain.SendAsync(Peer.Header);
        await test.NextSink().ExpectAsync("opened to capulet.example");

        await using var secure = await test.ConnectAsync();
        await secure.StartTlsAsync();
        await secure.SendAsync(Peer.Header);

        await test.NextSink().ExpectAsync("opened to capulet.example");
    }

    [Fact]
    public async Task A_peer_that_says_nothing_is_not_waited_for_forever()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.Direct));
        await using var silent = await test.ConnectAsync();
        await using var other = await test.ConnectAsync();
        await other.StartTlsAsync(); // And so the first was accepted.

        test.Time.Advance(TimeSpan.FromSeconds(12));

        Assert.Equal("", await silent.ReceiveAllAsync());
    }

    [Fact]
    public async Task Much_goes_through_both_ways_at_once()
    {
        await using var test = await ListenersUnderTest.StartAsync(Settings(ListenerKind.C2s, TlsMode.Direct));
        await using var peer = await test.ConnectAsync();
        await peer.StartTlsAsync();
        await peer.SendAsync(Peer.Header);
        var sink = test.NextSink();

        await Exchange.RunAsync(peer, sink, messages: 300, bytes: 5000);
    }
}
