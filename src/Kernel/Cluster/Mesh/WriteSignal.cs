using System.Threading.Tasks.Sources;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>Wakes the one who writes, as a work item of the thread pool; without allocation.</summary>
/// <remarks>Its owner calls <see cref="Arm"/> before each wait and <see cref="Set"/> once after each <see cref="Arm"/>, both under its lock or in an order that it knows.</remarks>
internal sealed class WriteSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

    internal void Arm() => _core.Reset();

    internal void Set() => _core.SetResult(true);

    internal ValueTask WaitAsync() => new(this, _core.Version);

    public void GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
