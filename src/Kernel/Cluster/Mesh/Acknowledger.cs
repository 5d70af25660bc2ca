using System.Buffers.Binary;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>Tells the dialler of one connection up to where its stream was received: after many bytes at once, after few soon.</summary>
internal sealed class Acknowledger : IDisposable
{
    private readonly MeshConnection _connection;
    private readonly MeshSettings _settings;
    private readonly ITimer _timer;
    private readonly Lock _sync = new();
    private readonly byte[] _message = new byte[OutgoingLane.AcknowledgementBytes];
    private long _received;
    private long _acknowledged;
    private bool _isDue;
    private bool _isTimed;
    private bool _isWriting;
    private bool _isLeaving;

    internal Acknowledger(MeshConnection connection, MeshSettings settings, long position)
    {
        (_connection, _settings) = (connection, settings);
        _received = _acknowledged = position;
        _timer = settings.Time.CreateTimer(static state => ((Acknowledger)state!).OnTime(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    internal void Received(long position)
    {
        lock (_sync)
        {
            _received = position;
            if (_received - _acknowledged >= _settings.AcknowledgeBytes) _isDue = true;
            else StartTimer();
            StartWriting();
        }
    }

    /// <summary>The last word: the dialler closes when it has read it.</summary>
    internal void SayGoodbye()
    {
        lock (_sync)
        {
            _isLeaving = true;
            _isDue = true;
            StartWriting();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTime()
    {
        lock (_sync)
        {
            _isTimed = false;
            _isDue |= _received != _acknowledged;
            StartWriting();
        }
    }

    private void StartTimer()
    {
        if (_isTimed || _received == _acknowledged) return;
        _isTimed = _timer.Change(_settings.AcknowledgeAfter, Timeout.InfiniteTimeSpan);
    }

    private void StartWriting()
    {
        if (!_isDue || _isWriting) return;
        _isWriting = true;
        _ = WriteAsync();
    }

    private async Task WriteAsync()
    {
        try
        {
            while (TakeMessage())
            {
                if (_settings.MayAct()) await _connection.WriteAsync(_message, CancellationToken.None);
                else _connection.Close();
            }
        }
        catch (Exception trouble) when (MeshConnection.IsTrouble(trouble))
        {
            // Who reads from the connection notices its end; nothing more is written, since this stays the one who writes.
            Dispose();
        }
    }

    private bool TakeMessage()
    {
        lock (_sync)
        {
            _isWriting = _isDue;
            _isDue = false;
            if (!_isWriting)
            {
                StartTimer();
                return false;
            }

            _acknowledged = _received;
            BinaryPrimitives.WriteInt64LittleEndian(_message, _isLeaving ? OutgoingLane.Goodbye : _received);
            return true;
        }
    }
}
