using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Tls;
using XmppActors.Transport.Xml;

namespace XmppActors.Benchmarks.Connections;

/// <summary>The measured process: sends each message back, after one hop through the thread pool as an actor would make
/// it.</summary>
internal static class EchoServer
{
    public static async Task RunAsync(string mode)
    {
        int port = mode.StartsWith("kestrel", StringComparison.Ordinal) ? await StartKestrelAsync() : await StartOursAsync(mode);
        Console.WriteLine(port);
        // Each line asks for the size of the heap; the end is the end.
        while (await Console.In.ReadLineAsync() is not null)
            Console.WriteLine(GC.GetTotalMemory(forceFullCollection: true));
    }

    private static async Task<int> StartOursAsync(string mode)
    {
        var tls = mode == "tls" ? TlsMode.Direct : TlsMode.None;
        var settings = new ListenerSettings { Kind = ListenerKind.C2s, Tls = tls, Address = "127.0.0.1:0" };
        string directory = Directory.CreateTempSubdirectory("xmpp-bench-").FullName;
        var listeners = await XmppListeners.StartAsync(
            [settings],
            new TlsSettings { Domains = ["localhost"], SelfSignedDirectory = directory },
            _ => new EchoAcceptor(),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        return listeners.Bound[0].EndPoint.Port;
    }

    private static async Task<int> StartKestrelAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets();
        int port = 0;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
            listen.Run(connection => new PipeEcho(connection.Transport).RunAsync())));
        var app = builder.Build();
        await app.StartAsync();
        port = new Uri(app.Urls.First()).Port;
        return port;
    }

    private sealed class EchoAcceptor : IConnectionAcceptor
    {
        public IStanzaSink Accept(IXmppConnection connection)
        {
            connection.ReadWindow = 65536;
            return new EchoSink(connection);
        }
    }

    private sealed class EchoSink(IXmppConnection connection) : IStanzaSink, IThreadPoolWorkItem
    {
        private readonly Queue<Stanza> _queue = new();
        private bool _isQueued;

        public void OnStanza(Stanza stanza)
        {
            lock (_queue)
            {
                _queue.Enqueue(stanza);
                if (_isQueued)
                    return;
                _isQueued = true;
            }
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }

        public void Execute()
        {
            lock (_queue)
            {
                while (_queue.TryDequeue(out var stanza))
                {
                    connection.Write(stanza);
                    connection.Processed(stanza.ByteCount);
                }
                _isQueued = false;
            }
        }

        public void OnStreamOpened(StreamHeader header) => connection.Processed(header.ByteCount);

        public void OnElement(XmppElement element) => connection.Processed(element.ByteCount);

        public void OnStreamClosed() => connection.Close();

        public void OnStreamError(StreamError error) => connection.Close(error);

        public void OnTlsEstablished()
        {
        }

        public void OnDisconnected(DisconnectReason reason)
        {
        }
    }

    /// <summary>The baseline: bytes back through Kestrel's pipes, after the same hop.</summary>
    private sealed class PipeEcho(IDuplexPipe pipe) : IThreadPoolWorkItem
    {
        private readonly Lock _sync = new();
        private ArrayBufferWriter<byte> _pending = new();
        private ArrayBufferWriter<byte> _leaving = new();
        private bool _isQueued;

        public async Task RunAsync()
        {
            while (true)
            {
                var result = await pipe.Input.ReadAsync();
                if (result.Buffer.IsEmpty && result.IsCompleted)
                    return;
                lock (_sync)
                {
                    foreach (var memory in result.Buffer)
                        _pending.Write(memory.Span);
                    if (!_isQueued)
                        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
                    _isQueued = true;
                }
                pipe.Input.AdvanceTo(result.Buffer.End);
            }
        }

        public void Execute()
        {
            lock (_leaving)
            {
                lock (_sync)
                {
                    (_leaving, _pending) = (_pending, _leaving);
                    _isQueued = false;
                }
                pipe.Output.Write(_leaving.WrittenSpan);
                _leaving.ResetWrittenCount();
                _ = pipe.Output.FlushAsync().AsTask();
            }
        }
    }
}
