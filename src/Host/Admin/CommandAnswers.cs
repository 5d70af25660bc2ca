using System.Text.Json;
using Microsoft.AspNetCore.Http;
using XmppActors.Actors.Storage;
using XmppActors.Host.Running;

namespace XmppActors.Host.Admin;

/// <summary>What the answers to all commands have in common: <c>200</c> or <c>409</c> with the outcome's name,
/// <c>400</c> for what cannot be read, <c>503</c> with the reason while the node cannot do it.</summary>
internal sealed class CommandAnswers(AdminNode node)
{
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

        context.Response.StatusCode = result.IsDone ? StatusCodes.Status200OK : StatusCodes.Status409Conflict;
        await context.Response.WriteAsync($"{result.Text}\n", context.RequestAborted);
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

/// <summary>What came of a command: its outcome's name, and after a space what there is to add.</summary>
internal sealed record CommandResult(bool IsDone, string Text);
