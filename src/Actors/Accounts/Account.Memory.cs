using XmppActors.Actors.Roster;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Accounts;

/// <remarks>This part comes into memory and leaves it.</remarks>
internal sealed partial class Account
{
    private void Load(BindResource? binding) => Await(
        AccountState.LoadAsync(_services.Storage, Address),
        cause: null,
        loaded => OnLoaded(loaded, binding),
        failed: () =>
        {
            binding?.Stream.Tell(new BindRefused(StanzaErrorCondition.InternalServerError));
            RefuseWaiting(StanzaErrorCondition.InternalServerError); // The next message tries again.
            if (Resources.Count == 0)
                StartIdling();
        });

    private void OnLoaded(AccountState loaded, BindResource? binding)
    {
        _isLoaded = true;
        LastLogout = loaded.LastLogout;
        _contacts = loaded.Roster is null ? null : new ContactList(loaded.Roster);
        if (!Exists)
            CloseStreams(StreamErrorCondition.NotAuthorized); // Removed behind our back.
        if (binding is not null && Exists)
            Bind(binding);
        else
            binding?.Stream.Tell(new BindRefused(StanzaErrorCondition.NotAllowed)); // Removed since it authenticated.
        TakeBackEarly();
        if (Resources.Count == 0)
            StartIdling();
    }

    private void StartIdling() =>
        Context.SetReceiveTimeout(Exists ? _services.Settings.IdleTimeout : _services.Settings.MissingAccountTimeout);

    private void OnIdle()
    {
        if (_isBusy || _gathering is not null || Resources.Count > 0 || _isPassivating || PrivilegedIqs.IsWaiting(this))
            return;
        _isPassivating = true;
        Context.Parent.Tell(new Passivate(LeaveMemory.Instance));
    }

    /// <summary>What came before this is still handled here, so that it stays before what comes after.</summary>
    private void OnLeaveMemory()
    {
        _isLeaving = true;
        LeaveUnlessBusy();
    }

    private void LeaveUnlessBusy()
    {
        if (_isLeaving && !_isBusy && _gathering is null)
            Context.Stop(Self);
    }

    private void Forget()
    {
        LastLogout = null;
        _contacts = null;
        IsTemporary = false;
        MayHaveOfflineMessages = true;
    }

    private void OnLogoutNotSaved(LogoutNotSaved failed) =>
        Log.Warning("last logout of {0} not saved: {1}", Address, failed.Reason.Message);
}
