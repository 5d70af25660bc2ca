using XmppActors.Transport.Connections;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Listeners;

/// <summary>All connections of a node's listeners, to be counted and, in the end, closed.</summary>
internal sealed class OpenConnections
{
    private static readonly StreamError Shutdown = new(StreamErrorCondition.SystemShutdown);

    private readonly Lock _sync = new();
    private readonly HashSet<TransportStream> _arriving = [];
    private readonly HashSet<XmppConnection> _connections = [];
    private TaskCompletionSource? _emptied;
    private bool _isClosing;
    private bool _isAborting;

    /// <summary>Connections with a sink.</summary>
    public int Count
    {
        get
        {
            lock (_sync)
                return _connections.Count;
        }
    }

    /// <summary>A transport that has something to do before it is a connection.</summary>
    public void Arrive(TransportStream transport)
    {
        lock (_sync)
        {
            _arriving.Add(transport);
            if (!_isAborting)
                return;
        }
        transport.Abort();
    }

    public void Arrived(TransportStream transport)
    {
        lock (_sync)
        {
            _arriving.Remove(transport);
            TellIfEmpty();
        }
    }

    public void Add(XmppConnection connection)
    {
        bool isClosing;
        bool isAborting;
        lock (_sync)
        {
            _connections.Add(connection);
            isClosing = _isClosing;
            isAborting = _isAborting;
        }
        if (isAborting)
            connection.Abort();
        else if (isClosing)
            connection.Close(Shutdown); // Its handshake took until now.
    }

    public void Remove(XmppConnection connection)
    {
        lock (_sync)
        {
            _connections.Remove(connection);
            TellIfEmpty();
        }
    }

    /// <summary>Closes every stream with <c>system-shutdown</c> (RFC 6120 §4.9.3.19), and completes when all
    /// connections have ended. On cancellation, whatever is left is aborted.</summary>
    public async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        lock (_sync)
            _isClosing = true;
        foreach (var connection in Snapshot())
            connection.Close(Shutdown);
        try
        {
            await WhenEmptyAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            AbortAll();
            await WhenEmptyAsync();
        }
    }

    private XmppConnection[] Snapshot()
    {
        lock (_sync)
            return [.. _connections];
    }

    private void AbortAll()
    {
        TransportStream[] arriving;
        lock (_sync)
        {
            _isAborting = true;
            arriving = [.. _arriving];
        }
        foreach (var transport in arriving)
            transport.Abort();
        foreach (var connection in Snapshot())
            connection.Abort();
    }

    private Task WhenEmptyAsync()
    {
        lock (_sync)
        {
            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var task = _emptied.Task;
            TellIfEmpty();
            return task;
        }
    }

    private void TellIfEmpty()
    {
        if (_connections.Count > 0 || _arriving.Count > 0)
            return;
        _emptied?.TrySetResult();
        _emptied = null;
    }
}
