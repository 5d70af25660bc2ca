using System.Text.Json;
using Microsoft.AspNetCore.Http;
using XmppActors.Actors.Storage;
using XmppActors.Host.Accounts;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Admin;

/// <summary><c>/commands/account/…</c>: what <c>account add</c> and its siblings ask of a running node.</summary>
internal sealed class AccountEndpoints(AdminNode node)
{
    public const string AddPath = "/commands/account/add";
    public const string PasswordPath = "/commands/account/passwd";
    public const string RemovePath = "/commands/account/remove";
    public const string ListPath = "/commands/account/list";

    public IReadOnlyList<(string Method, string Path, RequestDelegate Answer)> All =>
    [
        (HttpMethods.Post, AddPath, AddAsync),
        (HttpMethods.Post, PasswordPath, SetPasswordAsync),
        (HttpMethods.Post, RemovePath, RemoveAsync),
        (HttpMethods.Get, ListPath, ListAsync),
    ];

    private delegate Task<AccountOutcome> Act(
        IAccountAdministration accounts, (BareJid Account, string Password) request, CancellationToken cancellationToken);

    private Task AddAsync(HttpContext context) =>
        ActAsync(context, static (accounts, request, cancellation) =>
            accounts.AddAsync(request.Account, request.Password, cancellation));

    private Task SetPasswordAsync(HttpContext context) =>
        ActAsync(context, static (accounts, request, cancellation) =>
            accounts.SetPasswordAsync(request.Account, request.Password, cancellation));

    private Task RemoveAsync(HttpContext context) =>
        ActAsync(context, static (accounts, request, cancellation) => accounts.RemoveAsync(request.Account, cancellation));

    private async Task ActAsync(HttpContext context, Act act)
    {
        if (node.Running is not { } running)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (await ReadAsync(context) is not { } request || !BareJid.TryParse(request.Address, out var account))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        AccountOutcome outcome;
        try
        {
            outcome = await act(running.Accounts, (account, request.Password ?? ""), context.RequestAborted);
        }
        catch (StorageUnavailableException trouble)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(trouble.Message, context.RequestAborted);
            return;
        }

        context.Response.StatusCode = outcome == AccountOutcome.Done
            ? StatusCodes.Status200OK
            : StatusCodes.Status409Conflict;
        await context.Response.WriteAsync($"{outcome}\n", context.RequestAborted);
    }

    private async Task ListAsync(HttpContext context)
    {
        if (node.Running is not { } running)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        await foreach (var account in running.Accounts.ListAsync(context.RequestAborted))
            await context.Response.WriteAsync($"{account}\n", context.RequestAborted);
    }

    private static async Task<AccountRequest?> ReadAsync(HttpContext context)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync<AccountRequest>(context.RequestAborted);
        }
        catch (Exception mistake) when (mistake is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>The body of an account command.</summary>
internal sealed record AccountRequest(string Address, string? Password)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"AccountRequest for {Address}";
}
