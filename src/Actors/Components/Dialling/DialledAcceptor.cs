using XmppActors.Actors.Streams;
using XmppActors.Transport.Connections;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>Hands one dialled connection to the parent of the components' streams; or closes it, when it comes too late.</summary>
internal sealed class DialledAcceptor(IActorRef streams, DialledLink link) : IConnectionAcceptor
{
    private IXmppConnection? _connection;
    private bool _isGivenUp;

    public IStanzaSink Accept(IXmppConnection connection)
    {
        var sink = new ActorStanzaSink(connection, streams);
        Volatile.Write(ref _connection, connection);
        Interlocked.MemoryBarrier(); // With the one in GiveUp: one side sees what the other wrote.
        if (Volatile.Read(ref _isGivenUp)) connection.Abort();
        else streams.Tell(new ConnectionDialled(sink, link));
        return sink;
    }

    /// <summary>Nobody wants the connection any more, whether it is there already or comes yet.</summary>
    public void GiveUp()
    {
        Volatile.Write(ref _isGivenUp, true);
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _connection)?.Close();
    }
}
