using XmppActors.Transport.Connections;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <summary>Tells the actor that owns a connection what the connection reads.</summary>
/// <remarks>Stands for the connection in every <see cref="ConnectionEvent"/>, so that an actor can tell the events of
/// its connection from the late ones of a connection that it no longer has.</remarks>
internal sealed class ActorStanzaSink(IXmppConnection connection, IActorRef owner) : IStanzaSink
{
    private IActorRef _owner = owner;
    private Disconnected? _disconnected;

    public IXmppConnection Connection { get; } = connection;

    public IActorRef Owner => Volatile.Read(ref _owner);

    /// <summary>Gives the connection to another actor. To be called while the reader is paused, so that no event but
    /// the last can come meanwhile.</summary>
    /// <returns>The last event, if it has come already: it may have gone to the former owner alone.</returns>
    public Disconnected? HandTo(IActorRef owner)
    {
        Volatile.Write(ref _owner, owner);
        Interlocked.MemoryBarrier(); // With the one in OnDisconnected: one side sees what the other wrote.
        return Volatile.Read(ref _disconnected);
    }

    public void OnStreamOpened(StreamHeader header) => Tell(new StreamOpened(this, header));

    public void OnStanza(Stanza stanza) => Tell(new StanzaRead(this, stanza));

    public void OnElement(XmppElement element) => Tell(new ElementRead(this, element));

    public void OnStreamClosed() => Tell(new StreamClosed(this));

    public void OnStreamError(StreamError error) => Tell(new StreamBroken(this, error));

    public void OnTlsEstablished() => Tell(new TlsEstablished(this));

    public void OnDisconnected(DisconnectReason reason)
    {
        var last = new Disconnected(this, reason);
        Volatile.Write(ref _disconnected, last);
        Interlocked.MemoryBarrier();
        Tell(last);
    }

    private void Tell(ConnectionEvent message) => Owner.Tell(message, ActorRefs.NoSender);
}
