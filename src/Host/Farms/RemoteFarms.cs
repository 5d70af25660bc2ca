using System.Runtime.CompilerServices;
using XmppActors.Actors.Components;
using XmppActors.Actors.Storage;
using XmppActors.Host.Admin;

namespace XmppActors.Host.Farms;

/// <summary>Components' domains of a running node, through its admin listener.</summary>
internal sealed class RemoteFarms(AdminClient node) : IFarmAdministration
{
    public async Task<SecretAdded> AddSecretAsync(
        FarmName domain, string secret, CancellationToken cancellationToken)
    {
        var (outcome, id) = await node.ActAsync<FarmOutcome, AddSecretRequest>(
            FarmEndpoints.AddSecretPath, new AddSecretRequest(domain.Value, secret), cancellationToken);
        return new SecretAdded(outcome, id.Length > 0 ? id : null);
    }

    public async Task<FarmOutcome> RemoveSecretAsync(FarmName domain, string id, CancellationToken cancellationToken)
    {
        var request = new RemoveSecretRequest(domain.Value, id);
        return (await node.ActAsync<FarmOutcome, RemoveSecretRequest>(
            FarmEndpoints.RemoveSecretPath, request, cancellationToken)).Outcome;
    }

    public async IAsyncEnumerable<FarmSecretEntry> ListSecretsAsync(
        FarmName domain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = $"{FarmEndpoints.ListSecretsPath}?{FarmEndpoints.DomainKey}={Uri.EscapeDataString(domain.Value)}";
        await foreach (var line in node.ListAsync(path, cancellationToken))
            yield return FarmLines.ReadSecret(line);
    }

    public async IAsyncEnumerable<FarmEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in node.ListAsync(FarmEndpoints.ListPath, cancellationToken))
            yield return FarmLines.ReadFarm(line);
    }
}
