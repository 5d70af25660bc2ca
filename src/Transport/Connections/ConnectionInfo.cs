using System.Net;

namespace XmppActors.Transport.Connections;

/// <summary>What is known of a connection. Immutable: TLS replaces it by another with <see cref="Tls"/> set.</summary>
/// <param name="Id">Unique in this process, never used again; for logs.</param>
/// <param name="Kind">What the accepting listener speaks; <see cref="ListenerKind.Component"/> of a dialled one.</param>
/// <param name="TlsMode">How it comes by TLS.</param>
/// <param name="RemoteEndPoint">The other side's, as the PROXY protocol header told it where the listener
/// expects one.</param>
/// <param name="LocalEndPoint">Ours, as the PROXY protocol header told it where the listener expects one.</param>
/// <param name="Tls">The outcome of the TLS handshake; null before it, and without it.</param>
public sealed record ConnectionInfo(
    long Id,
    ListenerKind Kind,
    TlsMode TlsMode,
    EndPoint? RemoteEndPoint,
    EndPoint? LocalEndPoint,
    TlsInfo? Tls)
{
    /// <summary>Whether TLS protects what is read and written from now on.</summary>
    public bool IsSecure => Tls is not null;

    /// <summary>Whether STARTTLS may be offered now.</summary>
    public bool CanStartTls => TlsMode == TlsMode.StartTls && Tls is null;
}
