using XmppActors.Transport.Tests.Connections;

namespace XmppActors.Transport.Tests.Listeners;

/// <summary>Much traffic both ways at the same time, on a stream just opened.</summary>
internal static class Exchange
{
    public static async Task RunAsync(Peer peer, RecordingSink sink, int messages, int bytes)
    {
        await sink.ExpectAsync("opened to capulet.example");
        sink.Connection.ReadWindow = 20_000;
        sink.Connection.Write(ConnectionUnderTest.Header);

        var sending = SendAsync();
        for (int i = 0; i < messages; i++)
            sink.Connection.Write(ConnectionUnderTest.Message($"out{i}", bytes));
        var receiving = peer.ReceiveUntilAsync($"id='out{messages - 1}'");
        for (int i = 0; i < messages; i++)
            await sink.ExpectAsync($"Message in{i}");

        await sending;
        await receiving;

        async Task SendAsync()
        {
            for (int i = 0; i < messages; i++)
                await peer.SendAsync($"<message id='in{i}'><body>{new string('x', bytes)}</body></message>");
        }
    }
}
