using System.Text.Json;
using Microsoft.AspNetCore.Http;
using XmppActors.Actors.Components.Administration;
using XmppActors.Host.Farms;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Admin;

/// <summary><c>/commands/farm/…</c>, what only a running node can tell or do. What is shown is one line of JSON; what is refused is <c>409</c> with
/// one sentence.</summary>
internal sealed class FarmDeskEndpoints(CommandAnswers answers)
{
    public const string ShowPath = "/commands/farm/show";
    public const string InstancesPath = "/commands/farm/instances";
    public const string TracePath = "/commands/farm/trace";
    public const string SimulatePath = "/commands/farm/simulate";
    public const string DrainPath = "/commands/farm/drain";
    public const string UndrainPath = "/commands/farm/undrain";
    public const string WeightPath = "/commands/farm/weight";
    public const string AddPath = "/commands/farm/add";
    public const string RemovePath = "/commands/farm/remove";
    public const string RevokePath = "/commands/farm/secret/revoke";

    /// <summary>In queries: which farm, and which instance is lost.</summary>
    public const string DomainKey = "domain";
    public const string LoseKey = "lose";

    private const double MaxSeconds = 1e9;

    public IReadOnlyList<(string Method, string Path, RequestDelegate Answer)> All =>
    [
        (HttpMethods.Get, ShowPath, answers.Show((node, query, cancellation) =>
            DomainOf(query) is { } domain ? Told(node.FarmDesk.ShowAsync(domain, cancellation)) : null)),
        (HttpMethods.Get, InstancesPath, answers.Show((node, query, cancellation) =>
            query.ContainsKey(DomainKey) && DomainOf(query) is null ? null : Told(node.FarmDesk.InstancesAsync(DomainOf(query), cancellation)))),
        (HttpMethods.Post, TracePath, answers.Tell<TraceRequest>((node, request, _) => DomainOf(request.Domain) is { } domain && request.From is not null
            ? Told(Task.FromResult(node.FarmDesk.Trace(request with { Domain = domain })))
            : null)),
        (HttpMethods.Get, SimulatePath, answers.Show((node, query, _) => DomainOf(query) is { } domain && (string?)query[LoseKey] is { } lose
            ? Told(Task.FromResult(node.FarmDesk.Simulate(domain, lose)))
            : null)),
        Change(DrainPath, static (domain, request) => request is { Instance: { } instance, DeadlineSeconds: >= 0 and < MaxSeconds and var seconds }
            ? new DrainInstance(domain, instance, TimeSpan.FromSeconds(seconds))
            : null),
        Change(UndrainPath, static (domain, request) => request.Instance is { } instance ? new UndrainInstance(domain, instance) : null),
        Change(WeightPath, static (domain, request) => request.Instance is { } instance ? new SetWeight(domain, instance, request.Weight) : null),
        Change(AddPath, static (domain, request) => new AddFarm(domain, request.Settings ?? "")),
        Change(RemovePath, static (domain, _) => new RemoveFarm(domain)),
        Change(RevokePath, static (domain, request) => request.Secret is { } secret ? new RevokeSecret(domain, secret, request.CloseLinks) : null),
    ];

    /// <param name="read">Null: the request makes no sense.</param>
    private (string Method, string Path, RequestDelegate Answer) Change(string path, Func<string, FarmChangeRequest, IFarmChange?> read) =>
        (HttpMethods.Post, path, answers.Tell<FarmChangeRequest>((node, request, cancellation) =>
            DomainOf(request.Domain) is { } domain && read(domain, request) is { } change ? Told(node.FarmDesk.ChangeAsync(change, cancellation)) : null));

    private static string? DomainOf(IQueryCollection query) => DomainOf(query[DomainKey]);

    private static string? DomainOf(string? text) => BareJid.TryParse(text ?? "", out var domain) && domain.IsDomain ? domain.Value : null;

    private static async Task<CommandResult> Told<T>(Task<OperatorAnswer<T>> asked)
        where T : class
    {
        var (value, refusal) = await asked;
        return new CommandResult(refusal is null, refusal ?? (value as string ?? JsonSerializer.Serialize(value, CommandAnswers.Json)));
    }
}

/// <summary>The body of a command that changes a farm: each takes what it needs of it.</summary>
/// <param name="Instance">An id, <c>endpoint:NAME</c>, <c>address:HOST</c>, or a pattern of ids.</param>
/// <param name="Weight">Null: as it came.</param>
/// <param name="Secret">The id of one.</param>
/// <param name="Settings">HOCON, as within the farm's block of the configuration.</param>
internal sealed record FarmChangeRequest(
    string? Domain,
    string? Instance = null,
    double? DeadlineSeconds = null,
    int? Weight = null,
    string? Secret = null,
    bool CloseLinks = false,
    string? Settings = null);
