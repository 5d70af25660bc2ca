using XmppActors.Actors.Components.Administration;

namespace XmppActors.Host.Farms;

/// <summary>What an operator asks and commands of farms that only a running node can tell or do.</summary>
internal interface IFarmDesk
{
    Task<OperatorAnswer<FarmShown>> ShowAsync(string domain, CancellationToken cancellationToken);

    /// <param name="domain">Null: of all farms.</param>
    Task<OperatorAnswer<IReadOnlyList<InstanceShown>>> InstancesAsync(string? domain, CancellationToken cancellationToken);

    OperatorAnswer<TraceShown> Trace(TraceRequest request);

    OperatorAnswer<SimulationShown> Simulate(string domain, string lose);

    /// <returns>What was done, in a sentence.</returns>
    Task<OperatorAnswer<string>> ChangeAsync(IFarmChange change, CancellationToken cancellationToken);
}

/// <summary>Whose stanza is followed.</summary>
/// <param name="From">A JID.</param>
/// <param name="To">A JID at the farm's domain; null: the domain itself.</param>
/// <param name="Thread">The message's thread.</param>
/// <param name="Stanza">The whole stanza, as text; its addresses give way to the others.</param>
internal sealed record TraceRequest(string Domain, string From, string? To = null, string? Thread = null, string? Stanza = null);
