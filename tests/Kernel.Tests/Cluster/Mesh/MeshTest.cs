using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.MeshTests;

/// <summary>Meshes over loopback, each with a recorder; ended with the test.</summary>
public abstract class MeshTest : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _open = [];

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Sentences for the operator, of all nodes.</summary>
    private protected LogRecorder Log { get; } = new();

    private protected MeshSettings Settings => new()
    {
        ClusterName = "verona",
        Secret = "a secret of some length"u8.ToArray(),
        Bind = IPAddress.Loopback,
        Log = Log.Add,
    };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open) await open.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <param name="proxied">All connections to the node lead through a proxy that can break them.</param>
    private protected async Task<Node> StartAsync(long incarnation, Func<MeshSettings, MeshSettings>? change = null, int port = 0, bool proxied = false)
    {
        var settings = change is null ? Settings : change(Settings);
        var proxy = proxied ? new BreakableProxy() : null;
        if (proxy is not null)
        {
            _open.Add(proxy);
            port = proxy.Port;
            settings = settings with { BindPort = 0 };
        }

        var node = new Node(TcpMesh.Bind(new UniqueAddress("127.0.0.1", port, incarnation), settings), proxy);
        _open.Add(node.Mesh);
        proxy?.Open(node.Mesh.BoundPort);
        await node.Mesh.StartAsync(node.Told, Cancelled);
        return node;
    }

    private protected static void Connect(params Node[] nodes)
    {
        var all = nodes.Select(node => node.Self).ToArray();
        foreach (var node in nodes) node.Mesh.SetPeers(all);
    }

    /// <summary>Both see that frames and datagrams come through in both directions.</summary>
    private protected static async Task UntilConnectedAsync(Node one, Node other)
    {
        await one.UntilHeardByAsync(other);
        await other.UntilHeardByAsync(one);
    }

    internal sealed record Node(TcpMesh Mesh, BreakableProxy? Proxy)
    {
        internal Recorder Told { get; } = new();

        internal UniqueAddress Self => Mesh.Self;

        internal bool Send(Node to, string text) =>
            Mesh.TrySend(to.Self, text, static (text, output) => output.Write(Encoding.UTF8.GetBytes(text)));

        internal void SendControl(Node to, string text) => Mesh.SendControl(to.Self, Encoding.UTF8.GetBytes(text));

        /// <summary>Sends frames one after the other until the bound.</summary>
        internal int Fill(Node to, int frameBytes)
        {
            var sent = 0;
            while (Send(to, sent.ToString(CultureInfo.InvariantCulture).PadRight(frameBytes))) sent++;
            return sent;
        }

        /// <summary>Says something on both lanes until it has arrived: they are connected.</summary>
        internal async Task UntilHeardByAsync(Node other)
        {
            Assert.True(Send(other, "hello"));
            await other.Told.UntilAsync($"frame {Self} hello");
            await UntilDatagramIsHeardAsync(other, "hello");
        }

        /// <summary>A datagram is not kept for a lane that is not connected: it is sent until it comes through.</summary>
        internal async Task UntilDatagramIsHeardAsync(Node other, string text)
        {
            var heard = other.Told.UntilAsync($"control {Self} {text}");
            using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            do SendControl(other, text);
            while (!heard.IsCompleted && await again.WaitForNextTickAsync(Cancelled));
            await heard;
        }
    }
}

/// <summary>What the operator would read.</summary>
internal sealed class LogRecorder
{
    private readonly ConcurrentQueue<string> _said = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void Add(LogLevel level, string sentence)
    {
        _said.Enqueue(sentence);
        Interlocked.Exchange(ref _more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    internal async Task UntilAsync(string part)
    {
        while (true)
        {
            var more = Volatile.Read(ref _more).Task;
            if (_said.Any(sentence => sentence.Contains(part, StringComparison.Ordinal))) return;
            try
            {
                await more.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                Assert.Fail($"never logged: {part}; logged: {string.Join(" | ", _said)}");
            }
        }
    }
}
