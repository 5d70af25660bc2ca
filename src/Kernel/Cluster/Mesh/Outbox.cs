namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>What is to be written to one peer on one lane. One connection at a time takes from it; any thread adds.</summary>
internal abstract class Outbox
{
    /// <summary>In the place of a frame's length: nothing follows, and that is as it should be.</summary>
    internal const int Goodbye = -1;

    private static readonly byte[] GoodbyeBytes = [0xFF, 0xFF, 0xFF, 0xFF];

    private bool _isWaiting;
    private bool _isFinishing;
    private bool _isInGoodbye;
    private int _goodbyeWritten;

    /// <summary>Wakes who writes, after <see cref="Next"/> found nothing.</summary>
    internal WriteSignal Signal { get; } = new();

    protected Lock Sync { get; } = new();

    protected bool IsConnected { get; private set; }

    /// <summary>A connection begins.</summary>
    /// <param name="position">What the peer has received.</param>
    /// <returns>False: that cannot be.</returns>
    internal bool TryConnect(long position)
    {
        lock (Sync)
        {
            if (!TryResume(position)) return false;
            _isInGoodbye = false;
            _goodbyeWritten = 0;
            IsConnected = true;
        }

        OnConnected(position);
        return true;
    }

    /// <summary>The connection is gone: who writes is woken, to notice.</summary>
    internal void Disconnect()
    {
        lock (Sync)
        {
            IsConnected = false;
            OnDisconnect();
            Wake();
        }
    }

    /// <summary>What to write next, valid until <see cref="Wrote"/>; empty: wait for the signal.</summary>
    internal ReadOnlyMemory<byte> Next()
    {
        lock (Sync)
        {
            if (!IsConnected) return WaitForMore();
            var piece = _isInGoodbye ? default : NextPiece();
            if (!piece.IsEmpty) return piece;
            if (!_isFinishing || _goodbyeWritten == GoodbyeBytes.Length) return WaitForMore();
            _isInGoodbye = true;
            return GoodbyeBytes.AsMemory(_goodbyeWritten);
        }
    }

    internal void Wrote(int bytes)
    {
        lock (Sync)
        {
            if (!IsConnected) return; // Nothing of this connection counts any more.
            if (_isInGoodbye) _goodbyeWritten += bytes;
            else OnWrote(bytes);
        }
    }

    /// <summary>Takes no more; what is there is written, then a goodbye.</summary>
    internal void Finish()
    {
        lock (Sync)
        {
            _isFinishing = true;
            Wake();
        }
    }

    /// <summary>The peer has received all before this position.</summary>
    /// <returns>False: that cannot be.</returns>
    internal abstract bool TryAcknowledge(long position);

    /// <summary>Outside the lock.</summary>
    protected virtual void OnConnected(long position)
    {
    }

    /// <summary>To be called under the lock, as all below.</summary>
    protected bool TakesMore => !_isFinishing;

    protected abstract bool TryResume(long position);

    protected abstract void OnDisconnect();

    protected abstract ReadOnlyMemory<byte> NextPiece();

    protected abstract void OnWrote(int bytes);

    protected void Wake()
    {
        if (!_isWaiting) return;
        _isWaiting = false;
        Signal.Set();
    }

    private ReadOnlyMemory<byte> WaitForMore()
    {
        Signal.Arm();
        _isWaiting = true;
        if (!IsConnected) Wake();
        return default;
    }
}
