using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Transport.Tests.Connections;

public sealed class BackPressureTests
{
    [Fact]
    public async Task In_lock_step_an_item_waits_until_the_last_one_is_processed()
    {
        await using var test = new ConnectionUnderTest();
        test.Sink.ProcessesAtOnce = false;
        await test.Peer.SendAsync(Peer.Header + "<message id='1'/><message id='2'/>");

        await test.Sink.ExpectAsync("opened to capulet.example");
        await ConnectionUnderTest.UntilAsync(() => test.Inner.IsReaderHeld);
        Assert.True(test.Sink.IsQuiet);
        test.Connection.Processed(Peer.Header.Length);
        await test.Sink.ExpectAsync("Message 1");
        await ConnectionUnderTest.UntilAsync(() => test.Inner.IsReaderHeld);
        Assert.True(test.Sink.IsQuiet);
        test.Connection.Processed("<message id='1'/>".Length);

        await test.Sink.ExpectAsync("Message 2");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_more_than_the_window_is_outstanding_when_an_item_is_delivered(int seed)
    {
        const int Window = 2000;
        const int Count = 2000;
        var random = new Random(seed);
        await using var test = new ConnectionUnderTest(window: 4096);
        var outstanding = new Queue<int>();
        int most = 0;
        test.Sink.ProcessesAtOnce = false;
        test.Sink.OnItem = (sink, item) =>
        {
            if (item is not Stanza stanza)
                return;
            lock (outstanding)
            {
                most = Math.Max(most, outstanding.Sum());
                outstanding.Enqueue(stanza.ByteCount);
            }
        };
        test.Connection.ReadWindow = Window;

        var sending = SendAsync();
        await test.Sink.ExpectAsync("opened to capulet.example");
        test.Connection.Processed(Peer.Header.Length);
        for (int i = 0; i < Count; i++)
        {
            await test.Sink.ExpectAsync($"Message {i}");
            ProcessSome();
        }
        await sending;

        Assert.InRange(most, 1, Window);

        async Task SendAsync()
        {
            var sizes = new Random(seed);
            await test.Peer.SendAsync(Peer.Header);
            for (int i = 0; i < Count; i++)
                await test.Peer.SendAsync($"<message id='{i}'><body>{new string('x', sizes.Next(500))}</body></message>");
        }

        void ProcessSome()
        {
            lock (outstanding)
            {
                int some = random.Next(outstanding.Count + 1);
                while ((some-- > 0 || outstanding.Sum() > Window / 2) && outstanding.TryDequeue(out int bytes))
                    test.Connection.Processed(bytes); // Never so few that a held reader would be held for ever.
            }
        }
    }

    [Fact]
    public async Task A_held_reader_holds_the_peer()
    {
        await using var test = new ConnectionUnderTest(window: 1000);
        test.Sink.ProcessesAtOnce = false;
        await test.Peer.SendAsync(Peer.Header);
        await test.Sink.ExpectAsync("opened to capulet.example");
        await ConnectionUnderTest.UntilAsync(() => test.Inner.IsReaderHeld);

        var sending = test.Peer.SendAsync($"<message id='1'><body>{new string('x', 5000)}</body></message>");
        Assert.False(sending.IsCompleted); // Beyond the pipe's window, and nobody reads.
        test.Connection.Processed(Peer.Header.Length);

        await test.Sink.ExpectAsync("Message 1");
        await sending;
    }

    [Fact]
    public async Task A_larger_window_opens_a_held_reader()
    {
        await using var test = new ConnectionUnderTest();
        test.Sink.ProcessesAtOnce = false;
        await test.Peer.SendAsync(Peer.Header + "<message id='1'/>");
        await test.Sink.ExpectAsync("opened to capulet.example");

        test.Connection.ReadWindow = 10_000;

        await test.Sink.ExpectAsync("Message 1");
    }

    [Fact]
    public async Task Too_much_pending_output_ends_the_connection()
    {
        await using var test = new ConnectionUnderTest(settings: new ConnectionSettings { MaxPendingBytes = 50_000 }, window: 1000);

        await ConnectionUnderTest.UntilAsync(() =>
        {
            test.Connection.Write(ConnectionUnderTest.Message("1", bytes: 100));
            return test.Sink.Ends > 0;
        });

        await test.Sink.ExpectAsync("disconnected SlowReader");
        await ConnectionUnderTest.UntilAsync(() => test.Buffers.Rented == 0);
    }

    [Fact]
    public async Task Output_that_is_pending_too_long_ends_the_connection()
    {
        var settings = new ConnectionSettings();
        await using var test = new ConnectionUnderTest(settings: settings, window: 1000);
        test.Connection.Write(ConnectionUnderTest.Message("1", bytes: 5000));
        await ConnectionUnderTest.UntilAsync(() => ((IHasDeadline)test.Inner).Deadline != IHasDeadline.None);

        test.Time.Advance(settings.MaxPendingAge - TimeSpan.FromSeconds(1));
        Assert.True(test.Sink.IsQuiet);
        test.Time.Advance(TimeSpan.FromSeconds(2));

        await test.Sink.ExpectAsync("disconnected SlowReader");
    }

    [Fact]
    public async Task Output_that_the_peer_takes_in_the_end_is_no_longer_a_concern()
    {
        var settings = new ConnectionSettings();
        await using var test = new ConnectionUnderTest(settings: settings, window: 1000);
        test.Connection.Write(ConnectionUnderTest.Message("1", bytes: 5000));
        await ConnectionUnderTest.UntilAsync(() => ((IHasDeadline)test.Inner).Deadline != IHasDeadline.None);

        await test.Peer.ReceiveUntilAsync("</message>");
        await ConnectionUnderTest.UntilAsync(() => ((IHasDeadline)test.Inner).Deadline == IHasDeadline.None);
        test.Time.Advance(settings.MaxPendingAge * 2);

        Assert.True(test.Sink.IsQuiet);
    }
}
