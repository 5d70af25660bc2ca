using System.CommandLine;
using XmppActors.Host.Accounts;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.CommandLine;

/// <summary><c>account add|passwd|remove|list</c>: through the running node's admin listener, or through storage when
/// none runs.</summary>
internal static class AccountCommand
{
    public static Command Create(NodeCommand node)
    {
        var terminal = node.Terminal;
        var address = new Argument<string>("address") { Description = "The account, such as romeo@localhost." };
        var password = new SecretOptions("password");

        var add = new Command("add", "Adds an account.") { address };
        password.AddTo(add);
        add.SetAction((line, cancellation) => WithPasswordAsync(
            line,
            account => $"{account} added",
            (accounts, account, secret) => accounts.AddAsync(account, secret, cancellation),
            cancellation));

        var passwd = new Command("passwd", "Sets an account's password.") { address };
        password.AddTo(passwd);
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
        list.SetAction((line, cancellation) => node.RunAsync(line, async access =>
        {
            await foreach (var account in access.Accounts.ListAsync(cancellation))
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
            if (!password.TryRead(line, terminal, out var given) || (given ?? AskPassword(terminal)) is not { } secret)
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

            return node.RunAsync(line, async access =>
            {
                var outcome = await act(access.Accounts, account);
                var sentence = AccountSentences.Of(outcome, done(account), account.Value);
                return node.Tell(outcome == AccountOutcome.Done, sentence);
            }, cancellation);
        }
    }

    private static string? AskPassword(Terminal terminal)
    {
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
