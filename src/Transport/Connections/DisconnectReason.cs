namespace XmppActors.Transport.Connections;

/// <summary>Why a connection has ended; the first reason wins.</summary>
public enum DisconnectReason
{
    /// <summary>Both closing tags were exchanged, or ours was sent and the peer closed the connection.</summary>
    Closed,

    /// <summary>The peer ended the connection without a closing tag, in whole elements or in the middle of
    /// one.</summary>
    ClosedByPeer,

    /// <summary>Reset, unreachable, or another failure of the network.</summary>
    Reset,

    /// <summary><see cref="IXmppConnection.Abort"/>.</summary>
    Aborted,

    /// <summary>The peer read too little for too long: <see cref="ConnectionSettings.MaxPendingBytes"/>,
    /// <see cref="ConnectionSettings.MaxPendingAge"/>.</summary>
    SlowReader,

    /// <summary>The TLS handshake failed, or bytes came between <c>&lt;starttls/&gt;</c> and it (RFC 6120
    /// §5.3.1).</summary>
    TlsFailed,

    /// <summary>No TLS handshake, no WebSocket, or no closing tag in its time.</summary>
    TimedOut,
}
