using System.Buffers;
using System.IO.Pipelines;

namespace XmppActors.Transport.Connections;

/// <summary>A duplex pipe as the bottom of a connection: in memory, or one that a web server hands over.</summary>
internal sealed class PipeTransportStream(IDuplexPipe pipe) : TransportStream
{
    private static readonly IOException Aborted = new("The connection was aborted.");

    private int _isAborted;

    public override async ValueTask<int> PeekAsync()
    {
        var result = await PipeReadAsync(CancellationToken.None);
        int first = result.Buffer.IsEmpty ? -1 : result.Buffer.FirstSpan[0];
        pipe.Input.AdvanceTo(result.Buffer.Start);
        return first;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await PipeReadAsync(cancellationToken);
        int count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        var taken = result.Buffer.Slice(0, count);
        taken.CopyTo(buffer.Span);
        pipe.Input.AdvanceTo(taken.End);
        return count;
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfAborted();
        var result = await pipe.Output.WriteAsync(buffer, cancellationToken);
        ThrowIfAborted();
        if (result.IsCompleted)
            throw new IOException("The peer reads no more.");
    }

    public override void CompleteOutput() => pipe.Output.Complete();

    public override void Abort()
    {
        if (Interlocked.Exchange(ref _isAborted, 1) != 0)
            return;
        pipe.Input.CancelPendingRead();
        pipe.Output.CancelPendingFlush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            pipe.Input.Complete();
            pipe.Output.Complete(_isAborted != 0 ? Aborted : null);
        }
        base.Dispose(disposing);
    }

    /// <remarks>A cancellation ends the pending or the next call; those after it look at the flag first.</remarks>
    private async ValueTask<ReadResult> PipeReadAsync(CancellationToken cancellationToken)
    {
        ThrowIfAborted();
        var result = await pipe.Input.ReadAsync(cancellationToken);
        ThrowIfAborted();
        return result;
    }

    private void ThrowIfAborted()
    {
        if (Volatile.Read(ref _isAborted) != 0)
            throw new IOException(Aborted.Message, Aborted);
    }
}
