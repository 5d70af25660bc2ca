using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using XmppActors.Host.Admin;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Accounts;

/// <summary>Accounts of a running node, through its admin listener.</summary>
internal sealed class RemoteAccounts : IAccountAdministration, IDisposable
{
    private readonly HttpClient _http;

    public RemoteAccounts(Uri node, AdminToken token)
    {
        _http = new HttpClient { BaseAddress = node, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
    }

    public Task<AccountOutcome> AddAsync(BareJid account, string password, CancellationToken cancellationToken) =>
        AskAsync(AccountEndpoints.AddPath, new AccountRequest(account.Value, password), cancellationToken);

    public Task<AccountOutcome> SetPasswordAsync(
        BareJid account, string password, CancellationToken cancellationToken) =>
        AskAsync(AccountEndpoints.PasswordPath, new AccountRequest(account.Value, password), cancellationToken);

    public Task<AccountOutcome> RemoveAsync(BareJid account, CancellationToken cancellationToken) =>
        AskAsync(AccountEndpoints.RemovePath, new AccountRequest(account.Value, null), cancellationToken);

    public async IAsyncEnumerable<BareJid> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(
            AccountEndpoints.ListPath, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await CheckAsync(response, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            yield return BareJid.Parse(line);
    }

    public void Dispose() => _http.Dispose();

    private async Task<AccountOutcome> AskAsync(
        string path, AccountRequest request, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(path, request, cancellationToken);
        await CheckAsync(response, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return Enum.TryParse<AccountOutcome>(text.Trim(), out var outcome)
            ? outcome
            : throw new HttpRequestException(
                $"the node's admin listener answered what was not expected ({(int)response.StatusCode})");
    }

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.Conflict)
            return;
        var told = (await response.Content.ReadAsStringAsync(cancellationToken)).Trim();
        var sentence = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized =>
                "the node does not accept the admin token: it was started with another data directory",
            HttpStatusCode.ServiceUnavailable when told.Length > 0 => told,
            HttpStatusCode.ServiceUnavailable => "the node is starting or stopping: try again in a moment",
            _ => $"the node's admin listener answered {(int)response.StatusCode} {told}".Trim(),
        };
        throw new HttpRequestException(sentence);
    }
}
