using System.Buffers;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>The data lane to one peer: a stream of frames, kept until the peer says up to where it has received it.</summary>
/// <remarks>After a broken connection writing goes on from where the peer says that it is: so each frame arrives once and in order.</remarks>
/// <param name="onWritable">Called when a frame was refused and half of the bound is free again; outside the lock.</param>
internal sealed class DataOutbox(MeshSettings settings, Action onWritable) : Outbox
{
    private readonly ByteChain _stream = new();
    private long _written;
    private bool _hasRefused;
    private bool _isClosed;

    /// <summary>Bytes that the peer has not acknowledged.</summary>
    internal long UnacknowledgedBytes
    {
        get { lock (Sync) return _stream.End - Acknowledged; }
    }

    private long Acknowledged { get; set; }

    /// <returns>False: too much is unacknowledged, or no more is taken.</returns>
    internal bool TryAppend<TState>(TState state, Action<TState, IBufferWriter<byte>> write)
    {
        lock (Sync)
        {
            if (_isClosed || !TakesMore) return false;
            if (_stream.End - Acknowledged >= settings.UnacknowledgedBytes)
            {
                _hasRefused = true;
                return false;
            }

            _stream.AppendFrame(state, write, settings.FrameBytes);
            if (IsConnected) Wake();
            return true;
        }
    }

    internal override bool TryAcknowledge(long position)
    {
        bool isWritable;
        lock (Sync)
        {
            if (position < Acknowledged || position > _stream.End) return false;
            Acknowledged = position;
            Release();
            isWritable = _hasRefused && _stream.End - position < settings.UnacknowledgedBytes / 2;
            if (isWritable) _hasRefused = false;
        }

        if (isWritable) onWritable();
        return true;
    }

    /// <summary>The peer is given up, and no connection writes any more: all memory goes back.</summary>
    internal void Close()
    {
        lock (Sync)
        {
            _isClosed = true;
            _stream.Release(_stream.End);
        }
    }

    /// <summary>What a broken connection brought over counts as well.</summary>
    protected override void OnConnected(long position) => TryAcknowledge(position);

    protected override bool TryResume(long position)
    {
        if (position < Acknowledged || position > _stream.End) return false;
        _written = position;
        return true;
    }

    protected override void OnDisconnect()
    {
    }

    protected override ReadOnlyMemory<byte> NextPiece() => _stream.From(_written);

    protected override void OnWrote(int bytes)
    {
        _written += bytes;
        Release();
    }

    /// <summary>What is acknowledged may be handed to the socket still: only what was written is let go.</summary>
    private void Release() => _stream.Release(Math.Min(Acknowledged, _written));
}
