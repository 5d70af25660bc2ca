using System.Runtime.CompilerServices;
using XmppActors.Actors.Storage;
using XmppActors.Host.Admin;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Farms;

/// <summary>Components' domains of a running node, through its admin listener.</summary>
internal sealed class RemoteFarms(AdminClient node) : IFarmAdministration
{
    public async Task<SecretAdded> AddSecretAsync(
        BareJid domain, string secret, CancellationToken cancellationToken)
    {
        var (outcome, id) = await node.ActAsync<FarmOutcome, AddSecretRequest>(
            FarmEndpoints.AddSecretPath, new AddSecretRequest(domain.Value, secret), cancellationToken);
        return new SecretAdded(outcome, id.Length > 0 ? id : null);
    }

    public async Task<FarmOutcome> RemoveSecretAsync(BareJid domain, string id, CancellationToken cancellationToken)
    {
        var request = new RemoveSecretRequest(domain.Value, id);
        return (await node.ActAsync<FarmOutcome, RemoveSecretRequest>(
            FarmEndpoints.RemoveSecretPath, request, cancellationToken)).Outcome;
    }

    public async IAsyncEnumerable<FarmSecretEntry> ListSecretsAsync(
        BareJid domain, [EnumeratorCancellation] CancellationToken cancellationToken)
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
