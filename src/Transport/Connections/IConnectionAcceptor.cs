namespace XmppActors.Transport.Connections;

/// <summary>Gives each connection that a listener accepts its first sink.</summary>
public interface IConnectionAcceptor
{
    /// <summary>Called before anything is read (and, with direct TLS, after the handshake).</summary>
    IStanzaSink Accept(IXmppConnection connection);
}
