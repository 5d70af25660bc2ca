using System.Net;
using Microsoft.Extensions.Logging;

namespace XmppActors.Transport.Connections;

/// <summary>What this room logs. Event ids 2100 to 2199.</summary>
internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Error, "Connection {Id} from {RemoteEndPoint} ended by a fault of ours")]
    public static partial void ConnectionFaulted(
        this ILogger logger, Exception exception, long id, EndPoint? remoteEndPoint);

    [LoggerMessage(2101, LogLevel.Information,
        "TLS handshake failed on connection {Id} from {RemoteEndPoint}: {Failure}")]
    public static partial void TlsHandshakeFailed(
        this ILogger logger, long id, EndPoint? remoteEndPoint, string failure);
}
