using System.Buffers;
using System.Buffers.Binary;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>What one peer sends on one lane, over one connection after the other; remembers between them how far it has come.</summary>
internal sealed class IncomingLane(TcpMesh mesh, MeshLane lane, UniqueAddress peer)
{
    private const int BufferBytes = 64 * 1024;
    private const int Malformed = int.MinValue;

    private readonly int _longest = lane == MeshLane.Data ? mesh.Settings.FrameBytes : mesh.Settings.DatagramBytes;
    private readonly Lock _sync = new();
    private Turn? _turn;
    private long _position;
    private volatile bool _isStopping;

    /// <summary>Carries a connection whose dialler has proved to be the peer, in the place of the one before it.</summary>
    /// <returns>When it has ended.</returns>
    internal async Task CarryAsync(MeshConnection connection, AcceptorHandshake handshake, CancellationToken cancellation)
    {
        var turn = new Turn(connection);
        Turn? former;
        lock (_sync) (former, _turn) = (_turn, turn);
        try
        {
            if (former is not null)
            {
                former.Connection.Close();
                await former.Ended.Task;
            }

            if (connection.IsClosed || _isStopping) return;
            using (var patience = new Patience(mesh.Settings.HandshakeTimeout, mesh.Settings.Time, cancellation))
                await handshake.SayAsync(HandshakeOutcome.Accepted, _position, patience.Token);
            using var acknowledger = new Acknowledger(connection, mesh.Settings, _position);
            lock (_sync) turn.Acknowledger = acknowledger;
            if (_isStopping) acknowledger.SayGoodbye();
            var end = await ReadAsync(connection, acknowledger);
            lock (_sync) turn.Acknowledger = null;
            if (end == ConnectionEnd.Reset && !_isStopping) mesh.OnReset(peer);
        }
        finally
        {
            turn.Ended.SetResult();
        }
    }

    /// <summary>Tells the receiver nothing more, and the peer goodbye.</summary>
    internal async Task StopAsync(bool isOrderly)
    {
        _isStopping = true;
        Turn? turn;
        lock (_sync)
        {
            turn = _turn;
            if (turn is null) return;
            if (turn.Acknowledger is { } acknowledger && isOrderly) acknowledger.SayGoodbye();
            else turn.Connection.Close();
        }

        try
        {
            await turn.Ended.Task.WaitAsync(mesh.Settings.CloseTimeout, mesh.Settings.Time);
        }
        catch (TimeoutException)
        {
            turn.Connection.Close();
        }
    }

    private async Task<ConnectionEnd> ReadAsync(MeshConnection connection, Acknowledger acknowledger)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var filled = 0;
        try
        {
            while (true)
            {
                var read = await connection.ReadAsync(buffer.AsMemory(filled), CancellationToken.None);
                if (read == 0) return connection.IsClosed ? ConnectionEnd.Closed : ConnectionEnd.Reset;
                filled += read;
                var used = Take(buffer.AsSpan(0, filled), out var needed);
                if (lane == MeshLane.Data) acknowledger.Received(_position);
                if (needed == Outbox.Goodbye) return ConnectionEnd.Goodbye;
                if (needed == Malformed)
                {
                    mesh.Log.Say(LogLevel.ErrorLevel, $"{peer} sent what is no frame, or one of more than {_longest} bytes; the connection is closed.");
                    return ConnectionEnd.Closed;
                }

                filled -= used;
                buffer = Fit(buffer, used, filled, needed);
            }
        }
        catch (Exception trouble) when (MeshConnection.IsTrouble(trouble))
        {
            return connection.EndBy(trouble);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Hands on all whole frames.</summary>
    /// <param name="needed">Bytes of the frame that is not whole; or <see cref="Outbox.Goodbye"/>; or <see cref="Malformed"/>.</param>
    /// <returns>How many bytes were used.</returns>
    private int Take(ReadOnlySpan<byte> bytes, out int needed)
    {
        var used = 0;
        needed = ByteChain.PrefixBytes;
        while (bytes.Length - used >= ByteChain.PrefixBytes)
        {
            if (_isStopping) return bytes.Length;
            var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[used..]);
            if (length < 0 || length > _longest)
            {
                needed = length == Outbox.Goodbye ? Outbox.Goodbye : Malformed;
                return used;
            }

            needed = ByteChain.PrefixBytes + length;
            if (needed > bytes.Length - used) return used;
            var frame = bytes.Slice(used + ByteChain.PrefixBytes, length);
            used += needed;
            // Before it is handed on: what makes the receiver fail must not come again. Of datagrams nothing ever does.
            if (lane == MeshLane.Data) _position += needed;
            if (lane == MeshLane.Data) mesh.Receiver.OnFrame(peer, frame);
            else mesh.Receiver.OnControl(peer, frame);
            needed = ByteChain.PrefixBytes;
        }

        return used;
    }

    /// <summary>Moves what is left to the front of a buffer in which the next frame has room.</summary>
    private static byte[] Fit(byte[] buffer, int start, int length, int needed)
    {
        var wanted = Math.Max(needed, BufferBytes);
        if (buffer.Length >= wanted && buffer.Length < 2 * wanted)
        {
            if (start > 0) buffer.AsSpan(start, length).CopyTo(buffer);
            return buffer;
        }

        var other = ArrayPool<byte>.Shared.Rent(wanted);
        buffer.AsSpan(start, length).CopyTo(other);
        ArrayPool<byte>.Shared.Return(buffer);
        return other;
    }

    /// <summary>One connection's time.</summary>
    private sealed class Turn(MeshConnection connection)
    {
        internal MeshConnection Connection => connection;

        internal TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Acknowledger? Acknowledger { get; set; }
    }
}
