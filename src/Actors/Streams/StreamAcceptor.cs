using XmppActors.Transport.Connections;

namespace XmppActors.Actors.Streams;

/// <summary>Hands every connection of a listener to the parent of its streams (a <see cref="StreamParent"/>).</summary>
internal sealed class StreamAcceptor(IActorRef streams) : IConnectionAcceptor
{
    /// <summary>The parent of the streams.</summary>
    public IActorRef Streams { get; } = streams;

    public IStanzaSink Accept(IXmppConnection connection)
    {
        var sink = new ActorStanzaSink(connection, Streams);
        Streams.Tell(new ConnectionAccepted(sink));
        return sink;
    }

    /// <summary>Closes all streams with <c>system-shutdown</c>; completes when all are closed, or fails at the
    /// bound.</summary>
    public Task DrainAsync(TimeSpan bound) => Streams.Ask<StreamsDrained>(DrainStreams.Instance, bound);
}
