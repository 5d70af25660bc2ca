namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>A token that is cancelled with another one, or after a time.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource _timed;
    private readonly CancellationTokenSource _linked;

    internal Patience(TimeSpan time, TimeProvider provider, CancellationToken cancellation)
    {
        _timed = new CancellationTokenSource(time, provider);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_timed.Token, cancellation);
    }

    internal CancellationToken Token => _linked.Token;

    public void Dispose()
    {
        _linked.Dispose();
        _timed.Dispose();
    }
}
