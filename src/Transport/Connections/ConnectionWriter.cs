using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Connections;

/// <summary>Gathers what any thread writes, and lets it leave together: whatever is written before the thread pool gets
/// round to the flush goes out in one piece.</summary>
/// <remarks>Two buffers: one fills under a short lock while the other leaves without. Neither holds memory when
/// idle.</remarks>
internal sealed class ConnectionWriter : IThreadPoolWorkItem
{
    private const long NotBlocked = long.MaxValue;

    private readonly Lock _sync = new();
    private readonly XmppConnection _connection;
    private readonly ConnectionServices _services;
    private OutputBuffer _pending;
    private OutputBuffer _leaving;
    private OutputBuffer? _held;
    private Wire _wire;
    private TaskCompletionSource? _drained;
    private long _blockedSince = NotBlocked;
    private bool _isFlushing; // Queued or running.
    private bool _isEnded;
    private bool _hasHeader;

    public ConnectionWriter(XmppConnection connection, Wire wire, ConnectionServices services)
    {
        _connection = connection;
        _wire = wire;
        _services = services;
        _pending = new OutputBuffer(services.Buffers);
        _leaving = new OutputBuffer(services.Buffers);
    }

    /// <summary>When the network has taken nothing for too long, as a timestamp; <see cref="IHasDeadline.None"/> while
    /// it takes what it is given.</summary>
    public long Deadline => Volatile.Read(ref _blockedSince) is var since && since == NotBlocked
        ? IHasDeadline.None
        : since + _services.ToTimestamps(_connection.Settings.MaxPendingAge);

    public void Write(Stanza stanza)
    {
        bool isTooMuch;
        lock (_sync)
        {
            if (_isEnded)
                return;
            stanza.WriteTo(_held ?? _pending, _wire.Framing);
            isTooMuch = Appended();
        }
        if (isTooMuch)
            _connection.End(DisconnectReason.SlowReader);
    }

    public void Write(XmppElement element)
    {
        bool isTooMuch;
        lock (_sync)
        {
            if (_isEnded)
                return;
            element.WriteTo(_held ?? _pending, _wire.Framing);
            isTooMuch = Appended();
        }
        if (isTooMuch)
            _connection.End(DisconnectReason.SlowReader);
    }

    public void Write(StreamHeader header)
    {
        lock (_sync)
        {
            if (_isEnded)
                return;
            header.WriteTo(_held ?? _pending, _wire.Framing);
            _hasHeader = true;
            Appended();
        }
    }

    /// <summary>Writes the last words; nothing is taken after them.</summary>
    /// <param name="header">Goes before them if none was written yet: an error needs a stream to be in (RFC 6120
    /// §4.9.1.2).</param>
    /// <param name="error">Null for an orderly end.</param>
    public void WriteEnd(StreamHeader header, StreamError? error)
    {
        lock (_sync)
        {
            if (_isEnded)
                return;
            var output = _held ?? _pending;
            if (!_hasHeader)
            {
                header.WriteTo(output, _wire.Framing);
                Appended();
            }
            if (error is not null)
            {
                error.WriteTo(output, _wire.Framing);
                Appended();
            }
            StreamHeader.WriteClose(output, _wire.Framing);
            Appended();
            _isEnded = true;
        }
    }

    /// <summary>Completes when everything written so far has been handed to the network, or never will be.</summary>
    public Task DrainAsync()
    {
        lock (_sync)
        {
            if (!_isFlushing)
                return Task.CompletedTask;
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>What is written from now on waits for <see cref="Resume"/>; what was written before still
    /// leaves.</summary>
    public void Hold()
    {
        lock (_sync)
            _held ??= new OutputBuffer(_services.Buffers);
    }

    /// <summary>Goes on, over another wire. The old one is drained.</summary>
    public void Resume(Wire wire)
    {
        lock (_sync)
        {
            _wire = wire;
            _hasHeader = false;
            _pending.Clear();
            _pending = _held ?? _pending;
            _held = null;
            if (!_pending.IsEmpty)
                ScheduleFlush();
        }
    }

    /// <summary>The wire is gone, and what is pending with it.</summary>
    public void Abandon()
    {
        lock (_sync)
        {
            _isEnded = true;
            _pending.Clear();
            _held?.Clear();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = FlushAsync();

    /// <returns>Whether more is pending than a reader may leave.</returns>
    private bool Appended()
    {
        var output = _held ?? _pending;
        if (_wire.Framing == StreamFraming.WebSocket)
            output.EndMessage();
        if (!_isFlushing && _held is null)
            ScheduleFlush();
        bool isStuck = _held is not null || _blockedSince != NotBlocked;
        return isStuck && output.Length > _connection.Settings.MaxPendingBytes;
    }

    private void ScheduleFlush()
    {
        _isFlushing = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    private async Task FlushAsync()
    {
        try
        {
            while (TakePending())
            {
                for (int i = 0; i < _leaving.SegmentCount; i++)
                {
                    if (_services.MaySend is { } maySend && !maySend())
                    {
                        Silence();
                        return;
                    }
                    var write = _wire.WriteAsync(_leaving.GetSegment(i, out bool endsMessage), endsMessage);
                    if (!write.IsCompleted)
                        OnBlocked();
                    await write;
                    Volatile.Write(ref _blockedSince, NotBlocked);
                }
                _leaving.Clear();
            }
        }
        catch (Exception exception) // The one place for what escapes from writing.
        {
            Abandon();
            _leaving.Clear();
            lock (_sync)
                Drained();
            _connection.EndByFault(exception);
        }
    }

    /// <summary>What is pending never leaves, and the connection ends.</summary>
    private void Silence()
    {
        Abandon();
        _leaving.Clear();
        lock (_sync)
            Drained();
        _connection.Abort();
    }

    private bool TakePending()
    {
        lock (_sync)
        {
            if (_pending.IsEmpty)
            {
                Drained();
                return false;
            }
            _pending.Seal();
            (_leaving, _pending) = (_pending, _leaving);
            return true;
        }
    }

    private void Drained()
    {
        _isFlushing = false;
        _drained?.TrySetResult();
        _drained = null;
    }

    private void OnBlocked()
    {
        Volatile.Write(ref _blockedSince, _services.Time.GetTimestamp());
        _connection.WatchDeadline();
    }
}
