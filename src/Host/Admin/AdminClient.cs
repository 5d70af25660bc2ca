using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;

namespace XmppActors.Host.Admin;

/// <summary>Asks a running node through its admin listener, showing the token.</summary>
/// <remarks>What it fails with, an <see cref="HttpRequestException"/>, carries a sentence for the operator.</remarks>
internal sealed class AdminClient : IDisposable
{
    private readonly HttpClient _http;

    public AdminClient(Uri node, AdminToken token)
    {
        _http = new HttpClient { BaseAddress = node, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
    }

    /// <summary>Has the node do something.</summary>
    /// <returns>What came of it, and what the node adds to that: often nothing.</returns>
    public async Task<(TOutcome Outcome, string Detail)> ActAsync<TOutcome, TRequest>(
        string path, TRequest request, CancellationToken cancellationToken)
        where TOutcome : struct, Enum
    {
        using var response = await _http.PostAsJsonAsync(path, request, cancellationToken);
        await CheckAsync(response, cancellationToken);
        var told = (await response.Content.ReadAsStringAsync(cancellationToken)).Trim().Split(' ', 2);
        return Enum.TryParse<TOutcome>(told[0], out var outcome)
            ? (outcome, told.ElementAtOrDefault(1) ?? "")
            : throw new HttpRequestException(
                $"the node's admin listener answered what was not expected ({(int)response.StatusCode})");
    }

    /// <summary>What a node shows, or has done: one line, or the sentence that says why not.</summary>
    public async Task<(bool IsDone, string Text)> TellAsync<TRequest>(string path, TRequest request, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(path, request, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <inheritdoc cref="TellAsync"/>
    public async Task<(bool IsDone, string Text)> ShowAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>The answer's lines, as they come.</summary>
    /// <param name="path">Relative to the node's address; with a query, if it has one.</param>
    public async IAsyncEnumerable<string> ListAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await CheckAsync(response, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            yield return line;
    }

    public void Dispose() => _http.Dispose();

    private static async Task<(bool IsDone, string Text)> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await CheckAsync(response, cancellationToken);
        var text = (await response.Content.ReadAsStringAsync(cancellationToken)).TrimEnd('\n');
        return (response.IsSuccessStatusCode, text);
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
