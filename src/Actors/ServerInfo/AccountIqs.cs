using XmppActors.Actors.Accounts;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.ServerInfo;

/// <summary>
/// Answers a request on an account's behalf: ends it by <see cref="IAccount.Reply"/> or <see cref="IAccount.Bounce"/>,
/// now or later.
/// </summary>
/// <param name="request">An iq of type get or set with an id and one child; <c>from</c> and <c>to</c> are set.</param>
/// <param name="sender">The account's own resource that asks; null when somebody else does.</param>
internal delegate void AccountIqHandler(IAccount account, Stanza request, Resource? sender);

/// <summary>Requests that the server answers on behalf of its accounts (RFC 6121 §8.5.2.1.3).</summary>
internal sealed class AccountIqs : IqHandlers<AccountIqHandler>
{
    public void Answer(IAccount account, Stanza request, Resource? sender)
    {
        if (Delegations?.TryTake(request) == true)
            return;
        if (Find(request, out var handler) is { } condition)
            account.Bounce(request, condition);
        else
            handler!(account, request, sender);
    }

    /// <summary>Whether whoever asks may know about the account: its owner, or who receives its presence.</summary>
    public static bool IsTrusted(IAccount account, Stanza request, Resource? sender) =>
        sender is not null || request.From!.Bare == account.Address || account.Contacts.IsSubscriber(request.From);
}
