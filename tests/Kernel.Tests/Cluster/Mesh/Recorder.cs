using System.Text;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Kernel.Cluster.MeshTests;

/// <summary>Writes down what a mesh tells, and lets a test wait for it.</summary>
internal sealed class Recorder : IMeshReceiver
{
    private readonly Lock _sync = new();
    private Task _mayTakeFrames = Task.CompletedTask;
    private readonly List<string> _told = [];
    private readonly List<(Func<List<string>, bool> Holds, TaskCompletionSource Done)> _waiting = [];

    public void OnControl(UniqueAddress from, ReadOnlySpan<byte> datagram) => Add($"control {from} {Encoding.UTF8.GetString(datagram)}");

    public void OnFrame(UniqueAddress from, ReadOnlySpan<byte> frame)
    {
        Volatile.Read(ref _mayTakeFrames).Wait();
        Add($"frame {from} {Encoding.UTF8.GetString(frame)}");
    }

    public void OnWritable(UniqueAddress peer) => Add($"writable {peer}");

    public void OnCrashSignal(UniqueAddress peer, CrashSignals signal) => Add($"{signal} {peer}");

    /// <summary>Until it is disposed of, the receiver of frames is stuck.</summary>
    internal IDisposable HoldFrames()
    {
        var release = new Release();
        Volatile.Write(ref _mayTakeFrames, release.Task);
        return release;
    }

    internal string[] Told
    {
        get { lock (_sync) return [.. _told]; }
    }

    internal Task UntilAsync(string told) => UntilAsync(all => all.Contains(told), told);

    internal Task UntilCountAsync(int count) => UntilAsync(all => all.Count >= count, $"{count} things");

    internal async Task UntilAsync(Func<List<string>, bool> holds, string what)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_sync)
        {
            if (holds(_told)) return;
            _waiting.Add((holds, done));
        }

        try
        {
            await done.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"never told: {what}; told: {string.Join(", ", Told.TakeLast(20))}");
        }
    }

    private void Add(string told)
    {
        lock (_sync)
        {
            _told.Add(told);
            for (var at = _waiting.Count - 1; at >= 0; at--)
            {
                if (!_waiting[at].Holds(_told)) continue;
                _waiting[at].Done.SetResult();
                _waiting.RemoveAt(at);
            }
        }
    }

    private sealed class Release : TaskCompletionSource, IDisposable
    {
        public void Dispose() => SetResult();
    }
}
