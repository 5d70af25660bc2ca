using XmppActors.Transport.Connections;

namespace XmppActors.Actors.Streams;

/// <summary>Gives every connection of the client listeners (TCP and WebSocket) its stream.</summary>
internal sealed class C2sStreams : IConnectionAcceptor
{
    private readonly IActorRef _streams;

    private C2sStreams(IActorRef streams) => _streams = streams;

    public static C2sStreams Start(ActorSystem system, StreamServices services) =>
        new(system.ActorOf(Props.Create(() => new ClientStreams(services)), "client-streams"));

    public IStanzaSink Accept(IXmppConnection connection)
    {
        var sink = new ActorStanzaSink(connection, _streams);
        _streams.Tell(new ConnectionAccepted(sink));
        return sink;
    }

    /// <summary>Closes all streams with <c>system-shutdown</c>; completes when all are closed, or fails at the bound.</summary>
    public Task DrainAsync(TimeSpan bound) => _streams.Ask<StreamsDrained>(DrainStreams.Instance, bound);
}
