using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>Where others connect: finds out who it is, and brings it to where it belongs. Whatever a stranger sends costs its connection only.</summary>
internal sealed class MeshDoor(TcpMesh mesh, Socket listener) : IAsyncDisposable
{
    private static readonly TimeSpan PauseWithoutHandles = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _closing = new();
    private int _strangers;
    private Task _accepting = Task.CompletedTask;

    internal static Socket Bind(IPAddress address, int port)
    {
        var isDual = address.Equals(IPAddress.IPv6Any) && Socket.OSSupportsIPv6;
        if (address.Equals(IPAddress.IPv6Any) && !isDual) address = IPAddress.Any;
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (isDual) socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal void Open()
    {
        listener.Listen();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Nobody is let in any more, and who has not been is turned away.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        listener.Dispose();
        await _accepting;
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(_closing.Token);
                if (Interlocked.Increment(ref _strangers) <= mesh.Settings.Strangers)
                {
                    _ = ReceiveAsync(socket);
                    continue;
                }

                Interlocked.Decrement(ref _strangers);
                socket.Dispose();
                mesh.Log.Say(LogLevel.WarningLevel, $"More than {mesh.Settings.Strangers} connections are in their handshake; others are closed. Let only nodes reach the mesh's port.");
            }
            catch (Exception trouble) when (MeshConnection.IsTrouble(trouble))
            {
                if (_closing.IsCancellationRequested) return;
                mesh.Log.Say(LogLevel.WarningLevel, $"The mesh cannot accept connections ({trouble.Message}); it tries again. Has the process too few file handles?");
                await Task.WhenAny(Task.Delay(PauseWithoutHandles, mesh.Settings.Time, _closing.Token));
            }
        }
    }

    private async Task ReceiveAsync(Socket socket)
    {
        var other = NameOf(socket);
        using var owned = socket;
        try
        {
            await GreetAsync(socket, other);
        }
        catch (AuthenticationException trouble)
        {
            mesh.Log.Say(LogLevel.WarningLevel, $"TLS with {other} failed ({trouble.Message}); configure it on all nodes, with certificates that all of them trust.");
        }
        catch (Exception trouble) when (MeshConnection.IsTrouble(trouble))
        {
            if (!_closing.IsCancellationRequested)
                mesh.Log.SayOutcome(HandshakeOutcome.Ended, HandshakeText.OfAcceptor(HandshakeOutcome.Ended, other, null, null));
        }
        catch (Exception bug)
        {
            mesh.Log.Say(LogLevel.ErrorLevel, $"A connection from {other} failed by a fault of this program, and is closed: {bug}");
        }
    }

    private async Task GreetAsync(Socket socket, string other)
    {
        MeshConnection? connection = null;
        try
        {
            AcceptorHandshake handshake;
            HandshakeOutcome outcome;
            try
            {
                using var patience = new Patience(mesh.Settings.HandshakeTimeout, mesh.Settings.Time, _closing.Token);
                MeshConnection.Prepare(socket);
                connection = await MeshSecurity.AcceptedAsync(socket, mesh.Settings.Tls, other, patience.Token);
                handshake = new AcceptorHandshake(connection, mesh.Settings, mesh.Self);
                outcome = await handshake.GreetAsync(patience.Token);
            }
            finally
            {
                Interlocked.Decrement(ref _strangers);
            }

            if (outcome == HandshakeOutcome.Accepted && handshake.Hello!.Lane == MeshLane.Question) await AnswerAsync(connection, handshake);
            else if (outcome == HandshakeOutcome.Accepted) await AdmitAsync(connection, handshake);
            else mesh.Log.SayOutcome(outcome, HandshakeText.OfAcceptor(outcome, other, handshake.Hello?.From, handshake.Hello?.To));
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private async Task AnswerAsync(MeshConnection connection, AcceptorHandshake handshake)
    {
        using var patience = new Patience(2 * mesh.Settings.HandshakeTimeout, mesh.Settings.Time, _closing.Token);
        await handshake.SayAsync(HandshakeOutcome.Accepted, 0, patience.Token);
        await MeshQuestion.AnswerAsync(connection, handshake.Transcript, mesh.Settings, patience.Token, _closing.Token);
    }

    private async Task AdmitAsync(MeshConnection connection, AcceptorHandshake handshake)
    {
        var hello = handshake.Hello!;
        var (outcome, peer) = await mesh.Members.AdmitAsync(hello.From, _closing.Token);
        if (!mesh.Settings.MayAct()) return;
        if (peer is not null)
        {
            peer.Hurry();
            await peer.Incoming(hello.Lane).CarryAsync(connection, handshake, _closing.Token);
            return;
        }

        using var patience = new Patience(mesh.Settings.HandshakeTimeout, mesh.Settings.Time, _closing.Token);
        mesh.Log.SayOutcome(outcome, HandshakeText.OfAcceptor(outcome, connection.Other, hello.From, hello.To));
        await handshake.SayAsync(outcome, 0, patience.Token);
    }

    /// <summary>Without its port, which is another one each time.</summary>
    private static string NameOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint is not IPEndPoint { Address: var address } ? "an unknown address"
                : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }
        catch (Exception trouble) when (MeshConnection.IsTrouble(trouble))
        {
            return "an address that is gone";
        }
    }
}
