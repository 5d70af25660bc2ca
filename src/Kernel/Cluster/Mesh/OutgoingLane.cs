using System.Buffers.Binary;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>This node's connection to one peer on one lane: dialled, written to, and dialled again whenever it breaks.</summary>
/// <remarks>What comes back on it are acknowledgements: positions of 8 bytes, or the goodbye.</remarks>
internal sealed class OutgoingLane(TcpMesh mesh, MeshLane lane, UniqueAddress peer, Outbox outbox) : IDisposable
{
    /// <summary>In the place of a position.</summary>
    internal const long Goodbye = -1;

    internal const int AcknowledgementBytes = 8;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _sync = new();
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MeshConnection? _connection;
    private bool _isAborted;
    private Task _running = Task.CompletedTask;

    internal void Start() => _running = Task.Run(RunAsync);

    /// <summary>Something says that the peer can be reached, or cannot: tries at once.</summary>
    internal void Hurry() => Volatile.Read(ref _hurry).TrySetResult();

    /// <summary>Ends it: at once, or when what is there was written, and taken with the goodbye by the peer.</summary>
    internal async Task StopAsync(bool isOrderly)
    {
        await _stopping.CancelAsync();
        if (isOrderly) outbox.Finish();
        else Close();
        try
        {
            await _running.WaitAsync(mesh.Settings.CloseTimeout, mesh.Settings.Time);
        }
        catch (TimeoutException)
        {
            Close();
            await _running;
        }
    }

    /// <summary>To be called when it has stopped.</summary>
    public void Dispose() => _stopping.Dispose();

    private void Close()
    {
        lock (_sync)
        {
            _isAborted = true;
            _connection?.Close();
        }
    }

    private async Task RunAsync()
    {
        for (var attempt = 0; !_stopping.IsCancellationRequested; attempt++)
        {
            await PauseAsync(attempt);
            if (_stopping.IsCancellationRequested) break;
            if (!mesh.Settings.MayAct()) continue;
            try
            {
                attempt = await ConnectAsync(attempt);
            }
            catch (Exception bug)
            {
                mesh.Log.Say(LogLevel.ErrorLevel, $"The connection to {peer} failed by a fault of this program; it is made again: {bug}");
            }
        }
    }

    /// <returns>The attempt as which this one counts.</returns>
    private async Task<int> ConnectAsync(int attempt)
    {
        var dialled = await MeshDialler.DialAsync(mesh.Settings, lane, mesh.Self, peer, _stopping.Token);
        if (dialled.Connection is not { } connection)
        {
            if (!_stopping.IsCancellationRequested) OnFailed(dialled);
            return attempt;
        }

        var since = mesh.Settings.Time.GetTimestamp();
        using (connection) await CarryAsync(connection, dialled.Reply!.Position);
        var hasLasted = mesh.Settings.Time.GetElapsedTime(since) > ShortestPause;
        return hasLasted ? -1 : 0;
    }

    /// <summary>None at first, then 50 ms, doubled each time; shortened by chance, so that nodes do not keep step.</summary>
    private async Task PauseAsync(int attempt)
    {
        if (attempt == 0) return;
        var longest = mesh.Settings.LongestPause;
        var pause = ShortestPause * Math.Pow(2, Math.Min(attempt - 1, 16));
        if (pause > longest) pause = longest;
        var hurry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _hurry, hurry);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        await Task.WhenAny(Task.Delay(pause * (0.5 + (mesh.Settings.Random.NextDouble() / 2)), mesh.Settings.Time, over.Token), hurry.Task);
        await over.CancelAsync();
    }

    private void OnFailed(Dialled dialled)
    {
        if (dialled.IsPortClosed) mesh.Signal(peer, CrashSignals.Refused);
        if (dialled.Reply is { Outcome: HandshakeOutcome.Incarnation } reply && reply.Acceptor?.IsSameHost(peer) == true)
            mesh.Signal(peer, CrashSignals.Replaced);
        if (dialled.Reply is null) mesh.Log.Say(LogLevel.InfoLevel, dialled.Trouble);
        else mesh.Log.SayOutcome(dialled.Reply.Outcome, dialled.Trouble);
    }

    private async Task CarryAsync(MeshConnection connection, long position)
    {
        if (!outbox.TryConnect(position))
        {
            mesh.Log.Say(LogLevel.ErrorLevel, $"{peer} asks for what it has acknowledged, or was never sent; nothing can be sent to it until one of the two starts anew.");
            return;
        }

        lock (_sync)
        {
            _connection = connection;
            if (_isAborted) connection.Close();
        }

        var writing = WriteAsync(connection);
        ConnectionEnd read, wrote;
        try
        {
            read = await ReadAsync(connection);
        }
        finally
        {
            connection.Close();
            outbox.Disconnect();
            wrote = await writing;
        }

        if ((read == ConnectionEnd.Reset || wrote == ConnectionEnd.Reset) && !_stopping.IsCancellationRequested) mesh.Signal(peer, CrashSignals.Reset);
    }

    private async Task<ConnectionEnd> WriteAsync(MeshConnection connection)
    {
        try
        {
            while (!connection.IsClosed)
            {
                var piece = outbox.Next();
                if (piece.IsEmpty) await outbox.Signal.WaitAsync();
                else if (mesh.Settings.MayAct()) outbox.Wrote(await connection.WriteSomeAsync(piece));
                else connection.Close();
            }

            return ConnectionEnd.Closed;
        }
        catch (Exception trouble) when (MeshConnection.IsTrouble(trouble))
        {
            var end = connection.EndBy(trouble);
            connection.Close();
            return end;
        }
    }

    private async Task<ConnectionEnd> ReadAsync(MeshConnection connection)
    {
        var buffer = new byte[16 * AcknowledgementBytes];
        var filled = 0;
        try
        {
            while (true)
            {
                var read = await connection.ReadAsync(buffer.AsMemory(filled), CancellationToken.None);
                if (read == 0) return connection.IsClosed ? ConnectionEnd.Closed : ConnectionEnd.Reset;
                filled += read;
                var whole = filled - (filled % AcknowledgementBytes);
                if (whole == 0) continue;
                // Each says more than those before it.
                var position = BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(whole - AcknowledgementBytes));
                if (position == Goodbye) return ConnectionEnd.Goodbye;
                if (!outbox.TryAcknowledge(position))
                {
                    mesh.Log.Say(LogLevel.ErrorLevel, $"{peer} acknowledges what it was not sent; the connection is made again.");
                    return ConnectionEnd.Closed;
                }

                buffer.AsSpan(whole, filled - whole).CopyTo(buffer);
                filled -= whole;
            }
        }
        catch (Exception trouble) when (MeshConnection.IsTrouble(trouble))
        {
            return connection.EndBy(trouble);
        }
    }
}
