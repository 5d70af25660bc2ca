using Microsoft.AspNetCore.Http;
using XmppActors.Host.Accounts;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.Admin;

/// <summary><c>/commands/account/…</c>: what <c>account add</c> and its siblings ask of a running node.</summary>
internal sealed class AccountEndpoints(CommandAnswers answers)
{
    public const string AddPath = "/commands/account/add";
    public const string PasswordPath = "/commands/account/passwd";
    public const string RemovePath = "/commands/account/remove";
    public const string ListPath = "/commands/account/list";

    public IReadOnlyList<(string Method, string Path, RequestDelegate Answer)> All =>
    [
        (HttpMethods.Post, AddPath, Answer(static (accounts, request, cancellation) =>
            accounts.AddAsync(request.Account, request.Password, cancellation))),
        (HttpMethods.Post, PasswordPath, Answer(static (accounts, request, cancellation) =>
            accounts.SetPasswordAsync(request.Account, request.Password, cancellation))),
        (HttpMethods.Post, RemovePath, Answer(static (accounts, request, cancellation) =>
            accounts.RemoveAsync(request.Account, cancellation))),
        (HttpMethods.Get, ListPath, answers.List(static (node, _, cancellation) =>
            node.Accounts.ListAsync(cancellation).Select(account => account.Value))),
    ];

    private delegate Task<AccountOutcome> Act(
        IAccountAdministration accounts,
        (BareJid Account, string Password) request,
        CancellationToken cancellationToken);

    private RequestDelegate Answer(Act act) => answers.Act<AccountRequest>(async (node, request, cancellation) =>
    {
        if (!BareJid.TryParse(request.Address ?? "", out var account))
            return null;
        var outcome = await act(node.Accounts, (account, request.Password ?? ""), cancellation);
        return new CommandResult(outcome == AccountOutcome.Done, $"{outcome}");
    });
}

/// <summary>The body of an account command.</summary>
internal sealed record AccountRequest(string? Address, string? Password)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"AccountRequest for {Address}";
}
