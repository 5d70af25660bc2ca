using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Dialling;

/// <summary>Opens connections to others: the initiating side of what a listener does.</summary>
public interface IConnectionDialler
{
    /// <summary>Connects, with direct TLS shakes hands, and then gives the connection its first sink. Never throws for what the network
    /// or the other side does: that is the outcome.</summary>
    /// <param name="target">Whom, and within which time.</param>
    /// <param name="acceptor">Gives the connection its sink; asked once, and only when it is connected.</param>
    /// <param name="cancellationToken">Gives up; without effect once the sink was asked for.</param>
    Task<DialOutcome> DialAsync(DialTarget target, IConnectionAcceptor acceptor, CancellationToken cancellationToken);
}

/// <summary>What came of dialling.</summary>
/// <param name="Failure">Why there is no connection, in words for the operator; null: there is one.</param>
/// <param name="Ended">Completes after the sink was told of the connection's end.</param>
public sealed record DialOutcome(string? Failure, Task<DisconnectReason> Ended)
{
    public static DialOutcome Failed(string failure) => new(failure, Task.FromResult(DisconnectReason.Reset));
}
