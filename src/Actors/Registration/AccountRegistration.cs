using XmppActors.Actors.Accounts;
using XmppActors.Actors.ServerInfo;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Registration;

/// <summary>
/// In-Band Registration for those who have an account (XEP-0077 §3.2, §3.3): what is registered, a new password, the
/// end.
/// </summary>
internal static class AccountRegistration
{
    /// <param name="accounts">The accounts' shard region.</param>
    public static void Register(DomainIqs domain, AccountIqs iqs, RegistrationSettings settings, Func<IActorRef> accounts)
    {
        if (settings is { AllowNewAccounts: false, AllowPasswordChange: false, AllowCancel: false })
            return;
        domain.Feature(RegistrationForm.Namespace);
        domain.On(StanzaType.Get, RegistrationForm.Payload, HandToAccount);
        domain.On(StanzaType.Set, RegistrationForm.Payload, HandToAccount);
        iqs.On(StanzaType.Get, RegistrationForm.Payload, Get);
        iqs.On(
            StanzaType.Set,
            RegistrationForm.Payload,
            (account, request, sender) => Set(account, request, sender, settings));

        // A client may address its server or nobody at all: either way it is about its own account.
        Stanza? HandToAccount(Stanza request, IActorRef origin)
        {
            if (request.From is not FullJid { Localpart: not null } sender
                || sender.Domainpart != request.To!.Domainpart)
                return RegistrationRules.Refuse(request, StanzaErrorCondition.UnexpectedRequest);
            accounts().Tell(new OutboundStanza(sender, request), origin);
            return null;
        }
    }

    private static void Get(IAccount account, Stanza request, Resource? sender)
    {
        if (sender is null)
            account.Bounce(request, StanzaErrorCondition.ServiceUnavailable);
        else
            account.Reply(StanzaErrors.IqResult(request, RegistrationForm.Registered(account.Address.Localpart!)));
    }

    private static void Set(IAccount account, Stanza request, Resource? sender, RegistrationSettings settings)
    {
        var returnable = RegistrationRules.WithoutContent(request);
        if (sender is null)
        {
            account.Bounce(returnable, StanzaErrorCondition.ServiceUnavailable);
            return;
        }

        switch (RegistrationForm.Read(request.FirstChild()!))
        {
            case RegistrationRequest.Cancel when settings.AllowCancel && !account.IsTemporary:
                AccountRemoval.Remove(account, returnable, () => account.Reply(StanzaErrors.IqResult(request)));
                break;
            case RegistrationRequest.Fields fields when settings.AllowPasswordChange && !account.IsTemporary:
                ChangePassword(account, returnable, fields, settings);
                break;
            case RegistrationRequest.Malformed:
                account.Bounce(returnable, StanzaErrorCondition.BadRequest);
                break;
            default:
                account.Bounce(returnable, StanzaErrorCondition.NotAllowed);
                break;
        }
    }

    private static void ChangePassword(
        IAccount account, Stanza returnable, RegistrationRequest.Fields fields, RegistrationSettings settings)
    {
        if (fields.Username is null || fields.Password is null)
        {
            account.Bounce(returnable, StanzaErrorCondition.BadRequest);
            return;
        }

        // Some clients write their whole bare JID here.
        var domain = account.Address.Domainpart;
        if ((!BareJid.TryCreate(fields.Username, domain, out var named) && !BareJid.TryParse(fields.Username, out named))
            || named != account.Address)
        {
            account.Bounce(returnable, StanzaErrorCondition.NotAllowed);
            return;
        }

        if (!RegistrationRules.IsAcceptable(fields.Password, settings))
        {
            account.Bounce(returnable, StanzaErrorCondition.NotAcceptable);
            return;
        }

        account.Await(SetAsync(account, fields.Password), returnable, isSet =>
        {
            if (isSet)
                account.Reply(StanzaErrors.IqResult(returnable));
            else
                account.Bounce(returnable, StanzaErrorCondition.ItemNotFound);
        });
    }

    private static async Task<bool> SetAsync(IAccount account, string password) =>
        await account.Services.Storage.Accounts.SetKeysAsync(
            account.Address, await RegistrationRules.DeriveAsync(password));
}
