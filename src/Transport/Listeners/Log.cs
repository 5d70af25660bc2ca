using System.Net;
using Microsoft.Extensions.Logging;
using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Listeners;

/// <summary>What this room logs. Event ids 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Listening on {EndPoint}: {Kind}, TLS {Tls}")]
    public static partial void Listening(this ILogger logger, EndPoint endPoint, ListenerKind kind, TlsMode tls);

    [LoggerMessage(2001, LogLevel.Warning, "Cannot accept on {Address} for the moment: {Failure}")]
    public static partial void AcceptFailed(this ILogger logger, string address, string failure);

    [LoggerMessage(2002, LogLevel.Information,
        "Refused a connection from {RemoteEndPoint} to {Address}: its address has {Most} already")]
    public static partial void TooManyFromAddress(
        this ILogger logger, EndPoint? remoteEndPoint, string address, int most);

    [LoggerMessage(2003, LogLevel.Warning,
        "Refused a connection to {Address}: it does not begin with a PROXY protocol header")]
    public static partial void ProxyHeaderRefused(this ILogger logger, string address);

    [LoggerMessage(2004, LogLevel.Error, "A connection to {Address} ended by a fault of ours")]
    public static partial void ReceptionFaulted(this ILogger logger, Exception exception, string address);
}
