using System.Net.Sockets;
using System.Runtime.CompilerServices;
using XmppActors.Actors.Storage;
using XmppActors.Host.Admin;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Accounts;

/// <summary>The way to a node's accounts: through the node when it runs, else through its storage.</summary>
internal sealed class AccountAccess : IAsyncDisposable
{
    private readonly IAsyncDisposable? _storage;
    private readonly RemoteAccounts? _remote;

    private AccountAccess(IAccountAdministration accounts, IAsyncDisposable? storage, RemoteAccounts? remote)
    {
        Accounts = accounts;
        _storage = storage;
        _remote = remote;
    }

    public IAccountAdministration Accounts { get; }

    /// <exception cref="AccountAccessException">Neither way is open; the message is a sentence for the
    /// operator.</exception>
    public static async Task<AccountAccess> OpenAsync(NodeSettings settings, CancellationToken cancellationToken)
    {
        if (await FindNodeAsync(settings, cancellationToken) is { } node)
        {
            var remote = new RemoteAccounts(node, LoadToken(settings));
            return new AccountAccess(new InSentences(remote), storage: null, remote);
        }

        try
        {
            var storage = await Storage.OpenAsync(settings.Data.Storage, settings.Data.Options, cancellationToken);
            var stored = new StoredAccounts(storage, settings.Domains, settings.Authentication.Sasl.Iterations);
            return new AccountAccess(new InSentences(stored), storage, remote: null);
        }
        catch (Exception trouble) when (trouble is StorageConfigurationException or StorageUnavailableException)
        {
            throw new AccountAccessException(trouble.Message, trouble);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _remote?.Dispose();
        if (_storage is not null)
            await _storage.DisposeAsync();
    }

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

    private static AdminToken LoadToken(NodeSettings settings)
    {
        try
        {
            return AdminToken.Load(settings.Admin.TokenFile);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new AccountAccessException(trouble.Message, trouble);
        }
    }

    /// <summary>Turns what the network and the database fail with into sentences.</summary>
    private sealed class InSentences(IAccountAdministration inner) : IAccountAdministration
    {
        public Task<AccountOutcome> AddAsync(BareJid account, string password, CancellationToken cancellationToken) =>
            TellAsync(() => inner.AddAsync(account, password, cancellationToken));

        public Task<AccountOutcome> SetPasswordAsync(
            BareJid account, string password, CancellationToken cancellationToken) =>
            TellAsync(() => inner.SetPasswordAsync(account, password, cancellationToken));

        public Task<AccountOutcome> RemoveAsync(BareJid account, CancellationToken cancellationToken) =>
            TellAsync(() => inner.RemoveAsync(account, cancellationToken));

        public async IAsyncEnumerable<BareJid> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using var accounts = inner.ListAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await TellAsync(() => accounts.MoveNextAsync().AsTask()))
                yield return accounts.Current;
        }

        private static async Task<T> TellAsync<T>(Func<Task<T>> act)
        {
            try
            {
                return await act();
            }
            catch (Exception trouble) when (
                trouble is HttpRequestException or IOException or StorageUnavailableException)
            {
                throw new AccountAccessException(trouble.Message, trouble);
            }
            catch (TaskCanceledException trouble) when (trouble.InnerException is TimeoutException)
            {
                throw new AccountAccessException("the node did not answer in time", trouble);
            }
        }
    }
}

/// <summary>Why accounts cannot be reached, in a sentence for the operator.</summary>
internal sealed class AccountAccessException(string message, Exception cause) : Exception(message, cause);
