using System.CommandLine;
using XmppActors.Host.Accounts;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.CommandLine;

/// <summary><c>account add|passwd|remove|list</c>: through the running node's admin listener, or through storage when
/// none runs.</summary>
internal static class AccountCommand
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var address = new Argument<string>("address") { Description = "The account, such as romeo@localhost." };
        var password = new Option<string?>("--password")
        {
            Description = "The password; others may see it in the list of processes.",
            HelpName = "P",
        };
        var passwordStdin = new Option<bool>("--password-stdin")
        {
            Description = "Reads the password from the first line of standard input.",
        };

        var add = new Command("add", "Adds an account.") { address, password, passwordStdin };
        add.SetAction((line, cancellation) => WithPasswordAsync(
            line,
            account => $"{account} added",
            (accounts, account, secret) => accounts.AddAsync(account, secret, cancellation),
            cancellation));

        var passwd = new Command("passwd", "Sets an account's password.") { address, password, passwordStdin };
        passwd.SetAction((line, cancellation) => WithPasswordAsync(
            line,
            account => $"the password of {account} is set",
            (accounts, account, secret) => accounts.SetPasswordAsync(account, secret, cancellation),
            cancellation));

        var remove = new Command("remove", "Removes an account, its roster and its stored messages.") { address };
        remove.SetAction((line, cancellation) => ForAccountAsync(
            line,
            account => $"{account} removed",
            (accounts, account) => accounts.RemoveAsync(account, cancellation),
            cancellation));

        var list = new Command("list", "Lists all accounts, one a line.");
        list.SetAction((line, cancellation) => OnAccountsAsync(line, async accounts =>
        {
            await foreach (var account in accounts.ListAsync(cancellation))
                terminal.Output.WriteLine(account);
            return ExitCode.Done;
        }, cancellation));

        return new Command(
            "account",
            "Adds, lists and removes accounts, on a running node and on a stopped one.") { add, list, passwd, remove };

        Task<int> WithPasswordAsync(
            ParseResult line,
            Func<BareJid, string> done,
            Func<IAccountAdministration, BareJid, string, Task<AccountOutcome>> act,
            CancellationToken cancellation)
        {
            if (ReadPassword(line.GetValue(password), line.GetValue(passwordStdin), terminal) is not { } secret)
                return Task.FromResult(ExitCode.Usage);
            return ForAccountAsync(line, done, (accounts, account) => act(accounts, account, secret), cancellation);
        }

        Task<int> ForAccountAsync(
            ParseResult line,
            Func<BareJid, string> done,
            Func<IAccountAdministration, BareJid, Task<AccountOutcome>> act,
            CancellationToken cancellation)
        {
            var text = line.GetValue(address)!;
            if (!BareJid.TryParse(text, out var account) || account.IsDomain)
            {
                terminal.Error.WriteLine($"'{text}' is no account's address: write name@domain");
                return Task.FromResult(ExitCode.Usage);
            }

            return OnAccountsAsync(line, async accounts =>
            {
                var outcome = await act(accounts, account);
                var isDone = outcome == AccountOutcome.Done;
                (isDone ? terminal.Output : terminal.Error).WriteLine(
                    AccountSentences.Of(outcome, done(account), account.Value));
                return isDone ? ExitCode.Done : ExitCode.Refused;
            }, cancellation);
        }

        async Task<int> OnAccountsAsync(
            ParseResult line, Func<IAccountAdministration, Task<int>> act, CancellationToken cancellation)
        {
            if (common.Read(line, terminal.Error) is not { } settings)
                return ExitCode.Usage;
            try
            {
                await using var access = await AccountAccess.OpenAsync(settings, cancellation);
                return await act(access.Accounts);
            }
            catch (AccountAccessException trouble)
            {
                terminal.Error.WriteLine(trouble.Message);
                return ExitCode.Unavailable;
            }
        }
    }

    private static string? ReadPassword(string? given, bool fromInput, Terminal terminal)
    {
        if (given is not null && fromInput)
        {
            terminal.Error.WriteLine("give either --password or --password-stdin");
            return null;
        }

        if (given is not null)
            return given;
        if (fromInput)
            return terminal.Input.ReadLine() ?? "";
        if (terminal.ReadSecret is not { } ask)
        {
            terminal.Error.WriteLine("no password: give --password-stdin or --password");
            return null;
        }

        var first = ask("Password: ");
        if (ask("Again: ") == first)
            return first;
        terminal.Error.WriteLine("the two passwords differ");
        return null;
    }
}
