using System.Buffers.Binary;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>The control lane to one peer: what waits is what is newest; nothing is kept for a later connection.</summary>
internal sealed class ControlOutbox(MeshSettings settings) : Outbox
{
    private readonly Queue<byte[]> _waiting = new();
    private byte[] _batch = [];
    private int _batched;
    private int _written;

    internal void Add(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > settings.DatagramBytes)
            throw new InvalidOperationException($"A datagram of {datagram.Length} bytes; the longest is {settings.DatagramBytes}.");
        lock (Sync)
        {
            if (!IsConnected || !TakesMore) return;
            if (_waiting.Count == settings.Datagrams) _waiting.Dequeue();
            _waiting.Enqueue(datagram.ToArray());
            Wake();
        }
    }

    internal override bool TryAcknowledge(long position) => false;

    protected override bool TryResume(long position) => position == 0;

    protected override void OnDisconnect()
    {
        _waiting.Clear();
        (_batched, _written) = (0, 0);
    }

    protected override ReadOnlyMemory<byte> NextPiece()
    {
        if (_written == _batched) MakeBatch();
        return _batch.AsMemory(_written, _batched - _written);
    }

    protected override void OnWrote(int bytes) => _written += bytes;

    private void MakeBatch()
    {
        (_batched, _written) = (0, 0);
        while (_waiting.TryDequeue(out var datagram))
        {
            var end = _batched + ByteChain.PrefixBytes + datagram.Length;
            if (end > _batch.Length) Array.Resize(ref _batch, Math.Max(end, 2 * _batch.Length));
            BinaryPrimitives.WriteInt32LittleEndian(_batch.AsSpan(_batched), datagram.Length);
            datagram.CopyTo(_batch, _batched + ByteChain.PrefixBytes);
            _batched = end;
        }
    }
}
