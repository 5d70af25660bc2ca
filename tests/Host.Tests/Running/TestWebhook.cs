using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using XmppActors.Host.Farms;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>Takes what is posted to it, on a free port of the loopback address.</summary>
internal sealed class TestWebhook : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _application;
    private readonly Channel<JsonElement> _taken = Channel.CreateUnbounded<JsonElement>();
    private int _refusals;

    public TestWebhook()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(TakeAsync);
    }

    public Uri Url { get; private set; } = new("about:blank");

    /// <summary>So many more are answered with 503.</summary>
    public int Refusals
    {
        get => Volatile.Read(ref _refusals);
        set => Volatile.Write(ref _refusals, value);
    }

    /// <summary>Of all that came, refused or not.</summary>
    public ConcurrentQueue<(byte[] Body, string Signature)> Signatures { get; } = [];

    public async Task StartAsync()
    {
        await _application.StartAsync(TestContext.Current.CancellationToken);
        var bound = _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Url = new Uri(new Uri(bound.Addresses.First()), "/farms");
    }

    /// <summary>The next event of this name; others before it are passed over.</summary>
    public async Task<JsonElement> TakeAsync(string name)
    {
        while (true)
        {
            var taken = await _taken.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
            if (taken.GetProperty("event").GetString() == name) return taken;
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Signatures.Enqueue((body.ToArray(), context.Request.Headers[Webhook.SignatureHeader].ToString()));
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var document = JsonDocument.Parse(body.ToArray());
        _taken.Writer.TryWrite(document.RootElement.Clone());
    }
}
