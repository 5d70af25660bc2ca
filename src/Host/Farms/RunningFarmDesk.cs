using System.Text.Json;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Limits;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Host.Farms;

/// <summary>The farms of the cluster, through the node in this process.</summary>
internal sealed class RunningFarmDesk(FarmOperations operations) : IFarmDesk
{
    public async Task<OperatorAnswer<FarmShown>> ShowAsync(string domain, CancellationToken cancellationToken)
    {
        var (status, refusal) = await operations.ShowAsync(domain, cancellationToken);
        return status is null ? OperatorAnswer<FarmShown>.Refused(refusal!) : Of(status);
    }

    public async Task<OperatorAnswer<IReadOnlyList<InstanceShown>>> InstancesAsync(string? domain, CancellationToken cancellationToken)
    {
        var domains = domain is null ? operations.List().Select(static view => view.Domain) : [domain];
        var answers = await Task.WhenAll(domains.Select(each => operations.ShowAsync(each, cancellationToken)));
        if (answers.FirstOrDefault(static answer => answer.Refusal is not null) is { } refused)
            return OperatorAnswer<IReadOnlyList<InstanceShown>>.Refused(refused.Refusal!);
        return new OperatorAnswer<IReadOnlyList<InstanceShown>>([.. answers.SelectMany(static answer => InstancesOf(answer.Value!))], null);
    }

    public OperatorAnswer<TraceShown> Trace(TraceRequest request)
    {
        if (!TracedStanza.TryMake(request, out var stanza, out var fault)) return OperatorAnswer<TraceShown>.Refused(fault);
        var (trace, refusal) = operations.Trace(request.Domain, stanza);
        if (trace is null) return OperatorAnswer<TraceShown>.Refused(refusal!);
        var limits = operations.List().First(view => view.Domain == request.Domain).Rules.Limits;
        var condition = limits.AdmitsAll ? null : LimitRules.RefusalTo(stanza, limits);
        return TraceShown.Of(request.From, operations.Node, trace, condition is { } told ? WordOf(told) : null);
    }

    public OperatorAnswer<SimulationShown> Simulate(string domain, string lose)
    {
        var (simulation, refusal) = operations.SimulateLoss(domain, lose);
        return simulation is null ? OperatorAnswer<SimulationShown>.Refused(refusal!) : SimulationShown.Of(domain, lose, simulation);
    }

    public Task<OperatorAnswer<string>> ChangeAsync(IFarmChange change, CancellationToken cancellationToken) =>
        operations.ChangeAsync(change, cancellationToken);

    private static FarmShown Of(FarmStatus status)
    {
        var health = status.Instances.Aggregate(default(FarmHealth), static (sum, instance) => sum.With(instance.State));
        return new FarmShown(
            status.Domain,
            InstanceShown.Word(health.Condition),
            health.Text,
            status.Settings.FirstOrDefault(static setting => setting.Key == "policy")?.Value ?? "",
            status.Version,
            status.Epoch,
            status.Node)
        {
            Settings = [.. status.Settings.Select(static setting => new SettingShown(setting.Key, setting.Value, setting.IsRuntime ? "run time" : "configuration"))],
            Instances = [.. InstancesOf(status)],
            Remembered = status.Remembered,
            Changes = [.. status.Changes.Select(static change => new ChangeShown(
                change.At, change.InstanceId, change.State is { } state ? InstanceShown.Word(state) : null, change.Reason))],
        };
    }

    private static IEnumerable<InstanceShown> InstancesOf(FarmStatus status) => status.Instances
        .Select(instance => InstanceShown.Of(status.Domain, instance)).OrderBy(static instance => instance.Id, StringComparer.Ordinal);

    private static string WordOf(StanzaErrorCondition condition) => JsonNamingPolicy.KebabCaseLower.ConvertName($"{condition}");
}
