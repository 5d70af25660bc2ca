using System.Net;

namespace XmppActors.Transport.Listeners;

/// <summary>One address that connections are taken on.</summary>
internal interface IListener : IAsyncDisposable
{
    ListenerSettings Settings { get; }

    /// <summary>As bound: with a port that is not 0.</summary>
    IPEndPoint EndPoint { get; }

    /// <summary>Lets connections in.</summary>
    Task StartAsync();

    /// <summary>Lets no more in, and gives the port back. Those that are in stay.</summary>
    Task StopAcceptingAsync();
}
