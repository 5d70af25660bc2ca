using Microsoft.Extensions.Logging;
using XmppActors.Host.Accounts;
using XmppActors.Host.Farms;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Running;

/// <summary>A node that listens, as the process around it sees it.</summary>
internal interface IRunningNode
{
    /// <summary>What it listens on, with the ports that it really got.</summary>
    IReadOnlyList<ShownListener> Listeners { get; }

    IAccountAdministration Accounts { get; }

    IFarmAdministration Farms { get; }

    /// <summary>Completes with null when stanzas can be served now, else with the reason why not.</summary>
    Task<string?> FindTroubleAsync(CancellationToken cancellationToken);

    /// <summary>Takes no new connection, closes the streams, finishes writing; after the cancellation at
    /// once.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}

/// <summary>One listener as it is shown: <c>c2s=*:5222</c>.</summary>
internal sealed record ShownListener(string Name, string Address)
{
    public override string ToString() => $"{Name}={Address}";
}

/// <summary>Starts a node, or fails with <see cref="StartFailedException"/> in one sentence.</summary>
internal delegate Task<IRunningNode> StartNode(
    NodeSettings settings, ILoggerFactory loggers, CancellationToken cancellationToken);

/// <summary>Why a node could not start, in a sentence for its operator.</summary>
internal sealed class StartFailedException(string message, Exception? cause = null) : Exception(message, cause);
