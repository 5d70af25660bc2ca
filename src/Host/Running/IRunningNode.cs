using Microsoft.Extensions.Logging;
using XmppActors.Host.Accounts;
using XmppActors.Host.Clustering;
using XmppActors.Host.Farms;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Running;

/// <summary>A node, as the process around it sees it.</summary>
internal interface IRunningNode
{
    /// <summary>What it listens on, with the ports that it really got; empty before it is open.</summary>
    IReadOnlyList<ShownListener> Listeners { get; }

    /// <summary>Completes with the reason when the node may not act any more, since others may have taken its place: it has to be aborted, and
    /// may be started anew.</summary>
    Task<string> Fenced { get; }

    /// <summary>Completes when an operator has asked for its orderly end.</summary>
    Task AskedToLeave { get; }

    IAccountAdministration Accounts { get; }

    IFarmAdministration Farms { get; }

    IFarmDesk FarmDesk { get; }

    IClusterAdministration Cluster { get; }

    /// <summary>Joins its cluster, if it has one, however long that takes; then listens.</summary>
    /// <exception cref="StartFailedException">It cannot.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    Task<NodeHealth> CheckAsync(CancellationToken cancellationToken);

    /// <summary>What everybody may know of farms that are out, as JSON (XEP-0455).</summary>
    /// <exception cref="AskTimeoutException">It is not known in time.</exception>
    Task<string> DescribeOutageAsync(CancellationToken cancellationToken);

    /// <summary>Asks for what metrics tell and this process does not know by itself; what is not told in time is left out.</summary>
    Task MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Takes no new connection, closes the streams, finishes writing, hands over what others shall go on with; after the
    /// cancellation at once.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Ends everything at once.</summary>
    Task AbortAsync();
}

/// <summary>Whether stanzas can be served now.</summary>
/// <param name="Trouble">Why not; null: they can.</param>
/// <param name="Notice">What an operator should know all the same.</param>
internal sealed record NodeHealth(string? Trouble, string? Notice = null);

/// <summary>One listener as it is shown: <c>c2s=*:5222</c>.</summary>
internal sealed record ShownListener(string Name, string Address)
{
    public override string ToString() => $"{Name}={Address}";
}

/// <summary>Makes a node that is not open yet, or fails with <see cref="StartFailedException"/> in one sentence.</summary>
internal delegate Task<IRunningNode> StartNode(
    NodeSettings settings, ILoggerFactory loggers, CancellationToken cancellationToken);

/// <summary>Why a node could not start, in a sentence for its operator.</summary>
internal sealed class StartFailedException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Nothing has to be mended here: something that the node needs does not answer.</summary>
    public bool MayPass { get; init; }
}
