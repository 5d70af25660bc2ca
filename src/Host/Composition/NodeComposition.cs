using Microsoft.Extensions.Logging;
using XmppActors.Actors.Storage;
using XmppActors.Host.Accounts;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Composition;

/// <summary>Builds a node from its settings and starts it.</summary>
internal sealed class NodeComposition : IRunningNode
{
    private readonly IStorage _storage;

    private NodeComposition(IStorage storage, NodeSettings settings)
    {
        _storage = storage;
        Accounts = new StoredAccounts(storage, settings.Domains, settings.Authentication.Sasl.Iterations);
    }

    public IReadOnlyList<ShownListener> Listeners { get; } = [];

    public IAccountAdministration Accounts { get; }

    public static async Task<IRunningNode> StartAsync(NodeSettings settings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            var storage = await Storage.OpenAsync(settings.Data.Storage, settings.Data.Options, cancellationToken);
            return new NodeComposition(storage, settings);
        }
        catch (Exception trouble) when (trouble is StorageConfigurationException or StorageUnavailableException)
        {
            throw new StartFailedException(trouble.Message, trouble);
        }
    }

    public async Task<string?> FindTroubleAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _storage.CheckAsync(cancellationToken);
            return null;
        }
        catch (StorageUnavailableException trouble)
        {
            return trouble.Message;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await _storage.DisposeAsync();
}
