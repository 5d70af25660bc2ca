using System.Net;
using System.Net.Sockets;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners.Sockets;
using XmppActors.Transport.Tests.Connections;

namespace XmppActors.Transport.Tests.Listeners;

/// <summary>What every bottom of a connection owes to those above it.</summary>
public sealed class TransportStreamTests
{
    public static TheoryData<string> Kinds =>
        OperatingSystem.IsLinux() ? new(nameof(PolledSocketStream), nameof(SocketStream), nameof(PipeTransportStream)) : new(nameof(SocketStream), nameof(PipeTransportStream));

    public static TheoryData<string> SocketKinds =>
        OperatingSystem.IsLinux() ? new(nameof(PolledSocketStream), nameof(SocketStream)) : new(nameof(SocketStream));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_read_into_nothing_waits_and_takes_nothing(string kind)
    {
        var (ours, theirs) = await CreateAsync(kind);
        await using var first = ours;
        await using var second = theirs;

        var waiting = WaitAsync(ours);
        Assert.False(waiting.IsCompleted);
        await theirs.WriteAsync("ab"u8.ToArray(), Token);
        await waiting;
        await WaitAsync(ours);

        byte[] buffer = new byte[10];
        Assert.Equal(2, await ours.ReadAsync(buffer, Token));
        Assert.Equal("ab"u8.ToArray(), buffer[..2]);
    }

    [Theory]
    [MemberData(nameof(SocketKinds))]
    public async Task The_peer_s_end_is_known_before_it_is_read(string kind)
    {
        var (ours, theirs) = await CreateAsync(kind);
        await using var first = ours;
        Assert.False(ours.IsPeerGone);

        await theirs.DisposeAsync();

        await ConnectionUnderTest.UntilAsync(() => ours.IsPeerGone);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_peek_takes_nothing_either(string kind)
    {
        var (ours, theirs) = await CreateAsync(kind);
        await using var first = ours;
        await using var second = theirs;

        var peeking = ours.PeekAsync();
        await theirs.WriteAsync("ab"u8.ToArray(), Token);

        Assert.Equal('a', await peeking);
        Assert.Equal('a', await ours.PeekAsync());
        byte[] buffer = new byte[1];
        await ours.ReadExactlyAsync(buffer, Token);
        Assert.Equal('b', await ours.PeekAsync());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_does_not_fit_is_written_once_it_does(string kind)
    {
        var (ours, theirs) = await CreateAsync(kind);
        await using var first = ours;
        await using var second = theirs;
        byte[] sent = new byte[20_000_000];
        new Random(1).NextBytes(sent);

        var writing = ours.WriteAsync(sent, Token).AsTask();
        Assert.False(writing.IsCompleted);
        byte[] received = new byte[sent.Length];
        await theirs.ReadExactlyAsync(received, Token);
        await writing;

        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_end_of_the_output_is_read_after_all_output_and_input_goes_on(string kind)
    {
        var (ours, theirs) = await CreateAsync(kind);
        await using var first = ours;
        await using var second = theirs;

        await ours.WriteAsync("last"u8.ToArray(), Token);
        ours.CompleteOutput();
        using var all = new MemoryStream();
        await theirs.CopyToAsync(all, Token);
        Assert.Equal("last"u8.ToArray(), all.ToArray());

        await theirs.WriteAsync("x"u8.ToArray(), Token);
        theirs.CompleteOutput();
        byte[] buffer = new byte[10];
        Assert.Equal(1, await ours.ReadAsync(buffer, Token));
        Assert.Equal(0, await ours.ReadAsync(buffer, Token));
        Assert.Equal(0, await ours.ReadAsync(buffer, Token));
        Assert.Equal(-1, await ours.PeekAsync());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_end_right_behind_the_last_bytes_is_not_missed(string kind)
    {
        for (int i = 0; i < 200; i++)
        {
            var (ours, theirs) = await CreateAsync(kind);
            await using var first = ours;
            await using var second = theirs;
            var ending = Task.Run(
                async () =>
                {
                    await theirs.WriteAsync("last"u8.ToArray(), Token);
                    theirs.CompleteOutput();
                },
                Token);

            byte[] buffer = new byte[10];
            int count = 0;
            while (true)
            {
                await WaitAsync(ours);
                int read = await ours.ReadAsync(buffer, Token);
                if (read == 0)
                    break;
                count += read;
            }

            Assert.Equal(4, count);
            await ending;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_abort_ends_what_waits_and_what_comes_later(string kind)
    {
        var (ours, theirs) = await CreateAsync(kind);
        await using var first = ours;
        await using var second = theirs;
        byte[] buffer = new byte[10];
        var reading = ours.ReadAsync(buffer, Token).AsTask();
        var writing = ours.WriteAsync(new byte[20_000_000], Token).AsTask();
        Assert.False(writing.IsCompleted);

        ours.Abort();
        ours.Abort();

        await AssertFails(() => reading);
        await AssertFails(() => writing);
        await AssertFails(() => ours.ReadAsync(buffer, Token).AsTask());
        await AssertFails(() => ours.WriteAsync(buffer, Token).AsTask());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_disposal_ends_what_waits_to_write(string kind)
    {
        var (ours, theirs) = await CreateAsync(kind);
        await using var second = theirs;
        var writing = ours.WriteAsync(new byte[20_000_000], Token).AsTask();
        Assert.False(writing.IsCompleted);

        ours.Abort();
        await ours.DisposeAsync();
        await ours.DisposeAsync();

        await AssertFails(() => writing);
    }

    private static Task<int> WaitAsync(TransportStream stream) => stream.ReadAsync(Memory<byte>.Empty, Token).AsTask();

    private static async Task AssertFails(Func<Task> call)
    {
        var exception = await Record.ExceptionAsync(() => call().WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.NotNull(exception);
        Assert.True(Wire.IsNetworkFailure(exception), exception.ToString());
    }

    private static async Task<(TransportStream Ours, TransportStream Theirs)> CreateAsync(string kind)
    {
        if (kind == nameof(PipeTransportStream))
            return MemoryTransport.Create();
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var accepting = listening.AcceptAsync(Token);
        await client.ConnectAsync(listening.LocalEndPoint!, Token);
        return (Wrap(kind, await accepting), Wrap(kind, client));
    }

    private static TransportStream Wrap(string kind, Socket socket) => OperatingSystem.IsLinux() && kind == nameof(PolledSocketStream)
        ? new PolledSocketStream(socket, SocketPoller.Next())
        : new SocketStream(socket);
}
