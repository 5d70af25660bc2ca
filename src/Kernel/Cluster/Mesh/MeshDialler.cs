using System.Net.Sockets;
using System.Security.Authentication;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>What came of dialling.</summary>
/// <param name="Connection">Open, and the other end has proved itself; null where that failed.</param>
/// <param name="IsPortClosed">The host was there, and nobody listened.</param>
/// <param name="Trouble">Why there is no connection, for the operator.</param>
internal sealed record Dialled(
    MeshConnection? Connection, DialReply? Reply = null, Transcript? Transcript = null, bool IsPortClosed = false, string Trouble = "");

/// <summary>Connects to a node and proves to belong to its cluster.</summary>
internal static class MeshDialler
{
    internal static async Task<Dialled> DialAsync(
        MeshSettings settings, MeshLane lane, UniqueAddress from, UniqueAddress to, CancellationToken cancellation)
    {
        var other = $"{to.Host}:{to.Port}";
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            MeshConnection.Prepare(socket);
            if (lane == MeshLane.Control) socket.SendBufferSize = 32 * 1024; // What waits for a node that does not take it is soon stale.
            using (var patience = new Patience(settings.ConnectTimeout, settings.Time, cancellation))
                await socket.ConnectAsync(to.Host, to.Port, patience.Token);
            // A port of the range from which ours are taken, and nobody there but ourselves.
            if (Equals(socket.LocalEndPoint, socket.RemoteEndPoint)) throw new SocketException((int)SocketError.ConnectionRefused);
        }
        catch (Exception trouble) when (MeshConnection.IsTrouble(trouble) || trouble is ArgumentException)
        {
            socket.Dispose();
            var isClosed = trouble is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
            var why = trouble is OperationCanceledException ? "no answer" : trouble.Message;
            return new Dialled(null, IsPortClosed: isClosed, Trouble: $"{other} cannot be reached ({why}); it is tried again.");
        }

        return await GreetAsync(socket, settings, lane, from, to, other, cancellation);
    }

    private static async Task<Dialled> GreetAsync(
        Socket socket, MeshSettings settings, MeshLane lane, UniqueAddress from, UniqueAddress to, string other, CancellationToken cancellation)
    {
        MeshConnection? connection = null;
        try
        {
            // The acceptor holds who is no member yet; each side then needs its own time.
            using var patience = new Patience(2 * settings.HandshakeTimeout + settings.HoldTime, settings.Time, cancellation);
            connection = await MeshSecurity.DialledAsync(socket, settings.Tls, other, patience.Token);
            var handshake = new DiallerHandshake(connection, settings);
            var reply = await handshake.RunAsync(lane, from, to, patience.Token);
            if (reply.Outcome == HandshakeOutcome.Accepted) return new Dialled(connection, reply, handshake.Transcript);
            connection.Dispose();
            return new Dialled(null, reply, Trouble: HandshakeText.OfDialler(reply.Outcome, other, reply.Acceptor));
        }
        catch (Exception trouble) when (MeshConnection.IsTrouble(trouble))
        {
            connection?.Dispose();
            socket.Dispose();
            return new Dialled(null, Trouble: trouble switch
            {
                AuthenticationException => $"TLS with {other} failed ({trouble.Message}); configure it on all nodes, with certificates that all of them trust.",
                OperationCanceledException => $"{other} took the connection and did not answer; it is tried again.",
                _ => HandshakeText.OfDialler(HandshakeOutcome.Ended, other, null),
            });
        }
    }
}
