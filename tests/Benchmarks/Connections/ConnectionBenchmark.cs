using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace XmppActors.Benchmarks.Connections;

/// <summary>What one message costs a server from socket to socket, and what an idle connection holds. The server is a
/// process of its own.</summary>
internal static class ConnectionBenchmark
{
    private const int Connections = 200;
    private const int IdleConnections = 4000;

    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    private static readonly byte[] Header = Encoding.UTF8.GetBytes(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='localhost' version='1.0'>");

    private static readonly byte[] Message = Encoding.UTF8.GetBytes(
        $"<message from='romeo@localhost/orchard' to='juliet@localhost/balcony' type='chat' id='m1'><body>{new string('a', 100)}</body></message>");

    public static async Task RunAsync()
    {
        foreach (string mode in new[] { "kestrel", "plain", "tls" })
        {
            foreach (int inFlight in new[] { 1, 8 })
                await EchoAsync(mode, inFlight);
        }
        foreach (string mode in new[] { "kestrel", "plain", "tls" })
            await IdleAsync(mode);
    }

    private static async Task EchoAsync(string mode, int inFlight)
    {
        using var server = await ServerProcess.StartAsync(mode);
        using var ending = new CancellationTokenSource();
        var clients = new Client[Connections];
        for (int i = 0; i < Connections; i++)
            clients[i] = await Client.ConnectAsync(server.Port, mode);
        var running = clients.Select(client => client.RunAsync(inFlight, ending.Token)).ToArray();

        await Task.Delay(Warmup);
        long before = clients.Sum(client => client.Messages);
        var cpu = server.ProcessorTime;
        var watch = Stopwatch.StartNew();
        await Task.Delay(Duration);
        cpu = server.ProcessorTime - cpu;
        long messages = clients.Sum(client => client.Messages) - before;

        Console.WriteLine(
            $"{mode,-8} echo, {inFlight} in flight on {Connections}: {messages / watch.Elapsed.TotalSeconds,9:N0} msg/s, "
            + $"{cpu.TotalMicroseconds / messages,6:N2} us of server processor time each");
        await ending.CancelAsync();
        await Task.WhenAll(running);
    }

    private static async Task IdleAsync(string mode)
    {
        using var server = await ServerProcess.StartAsync(mode);
        var clients = new List<Client>();
        for (int i = 0; i < 100; i++)
            clients.Add(await Client.ConnectAsync(server.Port, mode));
        await Task.Delay(Warmup);
        long heapBefore = await server.HeapBytesAsync();
        long before = server.ResidentBytes;
        for (int i = 0; i < IdleConnections; i++)
            clients.Add(await Client.ConnectAsync(server.Port, mode));
        await Task.Delay(Warmup);

        double resident = (server.ResidentBytes - before) / 1024.0 / IdleConnections;
        double heap = (await server.HeapBytesAsync() - heapBefore) / 1024.0 / IdleConnections;
        Console.WriteLine($"{mode,-8} idle: {resident:N1} KiB resident a connection, of which {heap:N1} KiB are live objects");
        foreach (var client in clients)
            client.Dispose();
    }

    private sealed class Client(Stream stream) : IDisposable
    {
        public long Messages { get; private set; }

        /// <summary>Connects, and has one message back.</summary>
        public static async Task<Client> ConnectAsync(int port, string mode)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (mode == "tls")
            {
#pragma warning disable CA5359 // The certificate was made a moment ago.
                var tls = new SslStream(stream, false, (_, _, _, _) => true);
#pragma warning restore CA5359
                await tls.AuthenticateAsClientAsync("localhost");
                stream = tls;
            }
            var client = new Client(stream);
            if (mode != "kestrel")
                await stream.WriteAsync(Header);
            await stream.WriteAsync(Message);
            await client.ReceiveAsync(1);
            return client;
        }

        public async Task RunAsync(int inFlight, CancellationToken cancellationToken)
        {
            byte[] burst = [.. Enumerable.Repeat(Message, inFlight).SelectMany(bytes => bytes)];
            while (!cancellationToken.IsCancellationRequested)
            {
                await stream.WriteAsync(burst, CancellationToken.None);
                await ReceiveAsync(inFlight);
                Messages += inFlight;
            }
            Dispose();
        }

        public void Dispose() => stream.Dispose();

        /// <summary>An echo is as long as its message, attribute order aside.</summary>
        private async Task ReceiveAsync(int messages)
        {
            byte[] buffer = new byte[Message.Length * messages];
            await stream.ReadExactlyAsync(buffer);
        }
    }
}
