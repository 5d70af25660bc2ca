using System.Net.Sockets;
using XmppActors.Actors.Storage;
using XmppActors.Host.Accounts;
using XmppActors.Host.Farms;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Admin;

/// <summary>A command's way to a node: through the node when it runs, else through its storage.</summary>
internal sealed class NodeAccess : IAsyncDisposable
{
    private readonly IAsyncDisposable? _storage;
    private readonly AdminClient? _client;

    private NodeAccess(AdminClient client)
    {
        _client = client;
        Accounts = new RemoteAccounts(client);
        Farms = new RemoteFarms(client);
    }

    private NodeAccess(NodeSettings settings, IStorage storage)
    {
        _storage = storage;
        Accounts = new StoredAccounts(storage, settings.Domains, settings.Authentication.Sasl.Iterations);
        Farms = new StoredFarms(storage.FarmSecrets, settings.Domains, settings.Components.Farms);
    }

    public IAccountAdministration Accounts { get; }

    public IFarmAdministration Farms { get; }

    /// <summary>Opens the way, does the work, closes it.</summary>
    /// <exception cref="NodeAccessException">Neither way is open, or the work was cut short: what the network, the
    /// database and files fail with, in a sentence for the operator.</exception>
    public static Task<T> UseAsync<T>(
        NodeSettings settings, Func<NodeAccess, Task<T>> work, CancellationToken cancellationToken) => ToldAsync(async () =>
    {
        await using var access = await OpenAsync(settings, cancellationToken);
        return await work(access);
    });

    /// <summary>As <see cref="UseAsync"/>, for what only a running node can do.</summary>
    /// <exception cref="NodeAccessException">As there; or none runs.</exception>
    public static Task<T> AskAsync<T>(
        NodeSettings settings, Func<AdminClient, Task<T>> work, CancellationToken cancellationToken) => ToldAsync(async () =>
    {
        if (await FindNodeAsync(settings, cancellationToken) is not { } node)
            throw new IOException("no node runs with this configuration, or it has no admin listener");
        using var client = new AdminClient(node, AdminToken.Load(settings.Admin.TokenFile));
        return await work(client);
    });

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_storage is not null)
            await _storage.DisposeAsync();
    }

    private static async Task<T> ToldAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception trouble) when (trouble is StorageConfigurationException or StorageUnavailableException
            or HttpRequestException or IOException or UnauthorizedAccessException)
        {
            throw new NodeAccessException(trouble.Message, trouble);
        }
        catch (TaskCanceledException trouble) when (trouble.InnerException is TimeoutException)
        {
            throw new NodeAccessException("the node did not answer in time", trouble);
        }
    }

    private static async Task<NodeAccess> OpenAsync(NodeSettings settings, CancellationToken cancellationToken) =>
        await FindNodeAsync(settings, cancellationToken) is { } node
            ? new NodeAccess(new AdminClient(node, AdminToken.Load(settings.Admin.TokenFile)))
            : new NodeAccess(
                settings,
                await Storage.OpenAsync(settings.Data.Storage, settings.Data.Options, cancellationToken));

    /// <summary>A node that was killed leaves its address behind: only one that answers counts.</summary>
    private static async Task<Uri?> FindNodeAsync(NodeSettings settings, CancellationToken cancellationToken)
    {
        if (AdminUrlFile.Read(settings) is not { } url)
            return null;
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(url.Host.Trim('[', ']'), url.Port, cancellationToken);
            return url;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}

/// <summary>Why a command cannot reach its node, in a sentence for the operator.</summary>
internal sealed class NodeAccessException(string message, Exception cause) : Exception(message, cause);
