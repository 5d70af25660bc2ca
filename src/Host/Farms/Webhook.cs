using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using XmppActors.Actors.Components.Events;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Farms;

/// <summary>Posts what happens to farms as JSON (docs/farms.md): taken is what is answered with a status of 200 to 299.</summary>
internal sealed class Webhook : IFarmEventPost, IDisposable
{
    /// <summary><c>sha256=</c> and the HMAC of the body, in hexadecimal.</summary>
    public const string SignatureHeader = "X-XmppActors-Signature";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly WebhookSettings _settings;
    private readonly HttpClient _http;

    public Webhook(WebhookSettings settings)
    {
        _settings = settings;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = settings.Timeout };
    }

    public async Task PostAsync(FarmHappening happening, string node, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(FarmEventBody.Of(happening, node), Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, _settings.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (_settings.Secret.Length > 0)
            request.Headers.Add(SignatureHeader, $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_settings.Secret), body))}");
        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{_settings.Url} answered {(int)response.StatusCode}");
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What is posted: names are kept from version to version, and what does not apply is left out.</summary>
internal sealed record FarmEventBody(string Id, string Event, string Domain, DateTimeOffset At, string Node, FarmEventFarm Farm)
{
    public string? Instance { get; init; }

    public string? State { get; init; }

    public string? Before { get; init; }

    public string? Reason { get; init; }

    public int? Weight { get; init; }

    public DateTimeOffset? Until { get; init; }

    public string? Secret { get; init; }

    public static FarmEventBody Of(FarmHappening happening, string node) => new(
        happening.Id, happening.Event, happening.Domain, happening.At, node, new FarmEventFarm(happening.Condition, happening.Ready, happening.Total))
    {
        Instance = happening.Instance,
        State = happening.State,
        Before = happening.Before,
        Reason = happening.Reason is { Length: > 0 } reason ? reason : null,
        Weight = happening.Weight,
        Until = happening.Until,
        Secret = happening.Secret,
    };
}

/// <summary>The whole farm, once it has happened.</summary>
internal sealed record FarmEventFarm(string State, int Ready, int Instances);
