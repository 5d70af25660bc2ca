using System.Net;
using Microsoft.Extensions.Logging;

namespace XmppActors.Transport.Dialling;

/// <summary>What this room logs. Event ids 2300 to 2399.</summary>
internal static partial class Log
{
    [LoggerMessage(2300, LogLevel.Information, "No connection to {RemoteEndPoint}, the next address is tried: {Failure}")]
    public static partial void AddressFailed(this ILogger logger, EndPoint remoteEndPoint, string failure);
}
