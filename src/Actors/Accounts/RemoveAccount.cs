using XmppActors.Actors.Serialization;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// Removes an account and all that is stored of it: an operator's command. Contacts learn that its subscriptions are
/// over, its streams close with
/// <c>not-authorized</c> (XEP-0077 §3.2). The sender is answered with <see cref="AccountRemoved"/>; a storage that
/// fails leaves it without an answer.
/// </summary>
internal sealed record RemoveAccount(BareJid Account) : IAccountMessage;

/// <summary>The account is no more; <paramref name="Existed"/> is false when it never was.</summary>
internal sealed record AccountRemoved(BareJid Account, bool Existed) : IClusterMessage;
