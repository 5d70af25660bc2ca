using Microsoft.AspNetCore.Http;
using XmppActors.Actors.Components;
using XmppActors.Host.Farms;
using XmppActors.Host.Running;

namespace XmppActors.Host.Admin;

/// <summary><c>/commands/farm/…</c>: what <c>farm secret add</c> and its siblings ask of a running node.</summary>
internal sealed class FarmEndpoints(CommandAnswers answers)
{
    public const string AddSecretPath = "/commands/farm/secret/add";
    public const string RemoveSecretPath = "/commands/farm/secret/remove";
    public const string ListSecretsPath = "/commands/farm/secret/list";
    public const string ListPath = "/commands/farm/list";

    /// <summary>In the query of <see cref="ListSecretsPath"/>: the domain whose secrets are meant.</summary>
    public const string DomainKey = "domain";

    public IReadOnlyList<(string Method, string Path, RequestDelegate Answer)> All =>
    [
        (HttpMethods.Post, AddSecretPath, answers.Act<AddSecretRequest>(AddSecretAsync)),
        (HttpMethods.Post, RemoveSecretPath, answers.Act<RemoveSecretRequest>(RemoveSecretAsync)),
        (HttpMethods.Get, ListSecretsPath, answers.List(static (node, query, cancellation) =>
            FarmName.TryParse(query[DomainKey], out var domain)
                ? node.Farms.ListSecretsAsync(domain, cancellation).Select(FarmLines.Write)
                : null)),
        (HttpMethods.Get, ListPath, answers.List(static (node, _, cancellation) =>
            node.Farms.ListAsync(cancellation).Select(FarmLines.Write))),
    ];

    private static async Task<CommandResult?> AddSecretAsync(
        IRunningNode node, AddSecretRequest request, CancellationToken cancellationToken)
    {
        if (!FarmName.TryParse(request.Domain, out var domain))
            return null;
        var added = await node.Farms.AddSecretAsync(domain, request.Secret ?? "", cancellationToken);
        return new CommandResult(added.Outcome == FarmOutcome.Done, $"{added.Outcome} {added.Id}".Trim());
    }

    private static async Task<CommandResult?> RemoveSecretAsync(
        IRunningNode node, RemoveSecretRequest request, CancellationToken cancellationToken)
    {
        if (!FarmName.TryParse(request.Domain, out var domain))
            return null;
        var outcome = await node.Farms.RemoveSecretAsync(domain, request.Id ?? "", cancellationToken);
        return new CommandResult(outcome == FarmOutcome.Done, $"{outcome}");
    }
}

/// <summary>The body of <c>farm secret add</c>.</summary>
internal sealed record AddSecretRequest(string? Domain, string? Secret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"AddSecretRequest for {Domain}";
}

/// <summary>The body of <c>farm secret remove</c>.</summary>
internal sealed record RemoveSecretRequest(string? Domain, string? Id);
