using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using XmppActors.Actors.Storage;
using XmppActors.Host.Running;

namespace XmppActors.Host.Admin;

/// <summary>What the answers to all commands have in common: <c>200</c> or <c>409</c> with the outcome's name,
/// <c>400</c> for what cannot be read, <c>503</c> with the reason while the node cannot do it.</summary>
internal sealed class CommandAnswers(AdminNode node)
{
    /// <summary>How what is shown is written.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Answers a command that does something.</summary>
    /// <param name="act">Returns null when the request makes no sense.</param>
    public RequestDelegate Act<TRequest>(
        Func<IRunningNode, TRequest, CancellationToken, Task<CommandResult?>> act)
        where TRequest : class => context => OnNodeAsync(context, async running =>
    {
        if (await ReadAsync<TRequest>(context) is not { } request
            || await act(running, request, context.RequestAborted) is not { } result)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await WriteAsync(context, result);
    });

    /// <summary>As <see cref="Act{TRequest}"/>, where nonsense is found at once.</summary>
    /// <param name="tell">Returns null when the request makes no sense.</param>
    public RequestDelegate Tell<TRequest>(Func<IRunningNode, TRequest, CancellationToken, Task<CommandResult>?> tell)
        where TRequest : class =>
        Act<TRequest>(async (running, request, cancellation) => tell(running, request, cancellation) is { } told ? await told : null);

    /// <summary>Answers a command that shows one thing.</summary>
    /// <param name="show">Returns null when the query makes no sense.</param>
    public RequestDelegate Show(Func<IRunningNode, IQueryCollection, CancellationToken, Task<CommandResult>?> show) =>
        context => OnNodeAsync(context, async running =>
    {
        if (show(running, context.Request.Query, context.RequestAborted) is { } shown)
            await WriteAsync(context, await shown);
        else
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
    });

    /// <summary>Answers a command that lists something, one thing a line.</summary>
    /// <param name="list">Returns null when the query makes no sense.</param>
    public RequestDelegate List(
        Func<IRunningNode, IQueryCollection, CancellationToken, IAsyncEnumerable<string>?> list) =>
        context => OnNodeAsync(context, async running =>
    {
        if (list(running, context.Request.Query, context.RequestAborted) is not { } lines)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        await foreach (var line in lines)
            await context.Response.WriteAsync($"{line}\n", context.RequestAborted);
    });

    private static Task WriteAsync(HttpContext context, CommandResult result)
    {
        context.Response.StatusCode = result.IsDone ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{result.Text}\n", context.RequestAborted);
    }

    private async Task OnNodeAsync(HttpContext context, Func<IRunningNode, Task> command)
    {
        if (node.Running is not { } running)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            await command(running);
        }
        catch (Exception trouble) when (
            trouble is (StorageUnavailableException or StorageConfigurationException) && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(trouble.Message, context.RequestAborted);
        }
    }

    private static async Task<TRequest?> ReadAsync<TRequest>(HttpContext context)
        where TRequest : class
    {
        try
        {
            return await context.Request.ReadFromJsonAsync<TRequest>(context.RequestAborted);
        }
        catch (Exception mistake) when (mistake is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>What came of a command: its outcome's name, and after a space what there is to add; or what it shows, or why it does not.</summary>
internal sealed record CommandResult(bool IsDone, string Text);
