namespace XmppActors.Transport.Connections;

/// <summary>The bottom of a connection: a stream of bytes both ways, asynchronous only, that can be ended one way and
/// aborted.</summary>
/// <remarks>A read into an empty buffer waits until there is something to read, without holding a buffer.</remarks>
internal abstract class TransportStream : Stream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether whoever waits to read goes on in a work item of its own, where others would have to wait for it
    /// otherwise: for what takes long, such as a TLS handshake. Set it while nobody waits.</summary>
    public virtual bool ReadsInOwnTurn { get; set; }

    /// <summary>Whether the peer has ended its output or the connection, seen without reading, from any thread; false where only reading would
    /// tell.</summary>
    public virtual bool IsPeerGone => false;

    /// <summary>Waits for the next byte and leaves it to be read; -1 at the end.</summary>
    public abstract ValueTask<int> PeekAsync();

    /// <summary>Ends the output; the peer reads the end after all that was written. Input goes on.</summary>
    public abstract void CompleteOutput();

    /// <summary>Makes pending and later reads and writes fail, from any thread. Not yet a disposal.</summary>
    public abstract void Abort();

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public abstract override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
