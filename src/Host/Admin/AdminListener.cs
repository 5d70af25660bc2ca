using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using XmppActors.Host.Metrics;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Admin;

/// <summary>Health, metrics and commands over HTTP.</summary>
/// <remarks>Commands always want the token; beyond loopback metrics do too. Health says nothing that a prober must not
/// know.</remarks>
internal sealed class AdminListener : IAsyncDisposable
{
    private const int MaxRequestBytes = 64 * 1024;
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;
    private readonly AdminNode _node;
    private readonly AdminToken _token;
    private readonly MetricsCollector _metrics;
    private readonly bool _metricsWantToken;

    private AdminListener(
        WebApplication application, ListenAddress address, AdminNode node, AdminToken token, MetricsCollector metrics)
    {
        _application = application;
        _node = node;
        _token = token;
        _metrics = metrics;
        _metricsWantToken = !address.IsLoopback;
    }

    /// <summary>With the port that it really got.</summary>
    public ListenAddress Address { get; private set; }

    /// <exception cref="IOException">The address is taken or is not this machine's.</exception>
    public static async Task<AdminListener> StartAsync(
        ListenAddress address,
        AdminNode node,
        AdminToken token,
        MetricsCollector metrics,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, address));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, SignalsAreNotOurs>();

        var admin = new AdminListener(builder.Build(), address, node, token, metrics);
        admin.Map();
        try
        {
            await admin._application.StartAsync(cancellationToken);
        }
        catch
        {
            await admin.DisposeAsync();
            throw;
        }

        var bound = admin._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        admin.Address = address with { Port = new Uri(bound.Addresses.First()).Port };
        return admin;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static void Configure(KestrelServerOptions options, ListenAddress address)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = MaxRequestBytes;
        options.Limits.MaxConcurrentConnections = 100;
        if (address.Host == "*")
            options.ListenAnyIP(address.Port);
        else if (address.Host == "localhost")
            options.Listen(IPAddress.Loopback, address.Port);
        else
            options.Listen(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
    }

    private void Map()
    {
        _application.MapGet("/health/live", context => AnswerAsync(context, StatusCodes.Status200OK, "live"));
        _application.MapGet("/health/ready", AnswerReadyAsync);
        _application.MapGet("/status.json", AnswerStatusAsync);
        _application.MapGet("/metrics", context => WithTokenAsync(context, _metricsWantToken, AnswerMetricsAsync));
        var answers = new CommandAnswers(_node);
        IEnumerable<(string Method, string Path, RequestDelegate Answer)> commands =
        [
            .. new AccountEndpoints(answers).All,
            .. new FarmEndpoints(answers).All,
            .. new FarmDeskEndpoints(answers).All,
            .. new ClusterEndpoints(answers).All,
        ];
        foreach (var (method, path, answer) in commands)
            _application.MapMethods(path, [method], context => WithTokenAsync(context, isWanted: true, answer));
    }

    private async Task AnswerReadyAsync(HttpContext context)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(HealthTimeout);
        NodeHealth health;
        try
        {
            health = await _node.CheckAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            health = new NodeHealth("no answer in time");
        }

        await AnswerAsync(
            context,
            health.Trouble is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            health.Trouble ?? (health.Notice is null ? "ready" : $"ready; {health.Notice}"));
    }

    /// <summary>XEP-0455 §2.2, without a token: it says what everybody may know.</summary>
    private async Task AnswerStatusAsync(HttpContext context)
    {
        if (_node.Running is not { } node)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "the node is not running");
            return;
        }

        try
        {
            var json = await node.DescribeOutageAsync(context.RequestAborted);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(json, context.RequestAborted);
        }
        catch (AskTimeoutException)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "not known in time");
        }
    }

    private async Task AnswerMetricsAsync(HttpContext context)
    {
        if (_node.Running is { } running)
            await running.MeasureAsync(context.RequestAborted);
        var text = await _metrics.WriteAsync(context.RequestAborted);
        context.Response.ContentType = PrometheusText.ContentType;
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private async Task WithTokenAsync(HttpContext context, bool isWanted, RequestDelegate answer)
    {
        if (isWanted && !IsAuthorised(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await AnswerAsync(
                context, StatusCodes.Status401Unauthorized, "show the admin token: Authorization: Bearer …");
            return;
        }

        await answer(context);
    }

    private bool IsAuthorised(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var shown = request.Headers.Authorization.ToString();
        return shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && _token.Accepts(shown[Scheme.Length..].Trim());
    }

    private static Task AnswerAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(sentence + "\n", context.RequestAborted);
    }

    /// <summary>The process around us decides when to stop, not a library inside it.</summary>
    private sealed class SignalsAreNotOurs : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
