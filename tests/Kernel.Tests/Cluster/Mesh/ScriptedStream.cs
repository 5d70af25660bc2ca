using System.Threading.Channels;

namespace XmppActors.Kernel.Cluster.MeshTests;

/// <summary>One end of a connection whose other end is a script; it starts with the first thing written.</summary>
internal sealed class ScriptedStream(Func<ScriptedStream, Task> script) : Stream
{
    private readonly Channel<byte[]> _toRead = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<byte[]> _written = Channel.CreateUnbounded<byte[]>();
    private byte[] _left = [];
    private bool _isStarted;

    /// <summary>The first thing written.</summary>
    internal byte[] Written { get; private set; } = [];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    internal void Give(byte[] bytes) => _toRead.Writer.TryWrite(bytes);

    internal void End() => _toRead.Writer.TryComplete();

    internal async Task<byte[]> UntilWrittenAsync(int length)
    {
        var bytes = await _written.Reader.ReadAsync();
        Assert.Equal(length, bytes.Length);
        return bytes;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left.Length == 0)
        {
            if (!await _toRead.Reader.WaitToReadAsync(cancellationToken)) return 0;
            _toRead.Reader.TryRead(out _left!);
        }

        var read = Math.Min(buffer.Length, _left.Length);
        _left.AsSpan(0, read).CopyTo(buffer.Span);
        _left = _left[read..];
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isStarted)
        {
            _written.Writer.TryWrite(buffer.ToArray());
            return ValueTask.CompletedTask;
        }

        _isStarted = true;
        Written = buffer.ToArray();
        _ = RunAsync();
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task RunAsync()
    {
        try
        {
            await script(this);
        }
        catch (Exception e)
        {
            _toRead.Writer.TryComplete(e);
        }
    }
}
