using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Roster;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Accounts;

/// <remarks>This part is what the rooms that serve an account may see and do.</remarks>
internal sealed partial class Account : IAccount
{
    private bool _isBusy;
    private Stanza? _cause;
    private IActorRef? _toConfirm;

    public BareJid Address { get; }

    public AccountServices Services => _services;

    public ResourceList Resources { get; } = new();

    public ContactList Contacts => _contacts!;

    public LastLogout? LastLogout { get; private set; }

    public bool IsTemporary { get; private set; }

    public bool MayHaveOfflineMessages { get; set; } = true;

    public PrivilegedIqs PrivilegedIqs { get; } = new();

    private static ILoggingAdapter Log => Context.GetLogger();

    public void Send(Stanza stanza)
    {
        _services.Counters.Originated();
        _services.Router.Route(WithoutOrigin(stanza), Self);
    }

    public void Forward(Stanza stanza)
    {
        _isPassedOn |= !stanza.Origin.IsNone;
        _services.Router.Route(stanza, stanza.Origin.IsNone ? Self : _reader);
    }

    public void Push(Resource resource, Stanza stanza)
    {
        _services.Counters.Originated();
        TellStream(resource, WithoutOrigin(stanza), Self);
    }

    public void Deliver(Resource resource, Stanza stanza)
    {
        _isPassedOn |= !stanza.Origin.IsNone;
        TellStream(resource, stanza, _reader);
    }

    public void Handled() => _services.Counters.Handled();

    public void Ignored() => _services.Counters.Ignored();

    public void Bounce(Stanza stanza, StanzaErrorCondition condition, StanzaErrorType? type = null)
    {
        if (stanza.From is null || StanzaErrors.Bounce(stanza, condition, type) is not { } error)
        {
            Ignored();
            return;
        }

        Answer(error);
        _services.Counters.Bounced();
    }

    public void Reply(Stanza answer)
    {
        Answer(answer);
        Handled();
    }

    public void Await<T>(Task<T> work, Stanza? cause, Action<T> done, Action? failed = null)
    {
        System.Diagnostics.Debug.Assert(!_isBusy, "One thing at a time: other messages wait.");
        _isBusy = true;
        _cause = cause;
        if (cause is not null)
            _services.Counters.Hold(1);
        work.PipeTo(
            Self,
            success: result => new WorkDone(this, () => done(result)),
            failure: reason => new WorkFailed(this, reason, failed));
    }

    public void Save(RosterChange change, Stanza? cause, Action done) => Await(
        IsTemporary ? Task.FromResult(true) : _services.Storage.Rosters.SaveAsync(Address, change),
        cause,
        isSaved =>
        {
            if (isSaved)
            {
                Contacts.Apply(change);
                done();
                return;
            }

            if (cause is not null) // Somebody else has changed or removed the account: look again.
                Bounce(cause, StanzaErrorCondition.InternalServerError, StanzaErrorType.Wait);
            _isLoaded = false;
            Load(binding: null);
        });

    public void SaveLastLogout(string? status)
    {
        if (IsTemporary)
            return;
        LastLogout = new LastLogout(_services.Time.GetUtcNow(), status);
        _services.Storage.Accounts.SaveLastLogoutAsync(Address, LastLogout)
            .PipeTo(
                Self,
                success: static _ => LogoutSaved.Instance,
                failure: static reason => new LogoutNotSaved(reason));
    }

    public void Removed()
    {
        CloseStreams(StreamErrorCondition.NotAuthorized);
        Forget();
        StartIdling();
    }

    private void Answer(Stanza answer)
    {
        _services.Counters.Originated();
        if (answer.To is FullJid to && Resources.Find(to) is { } own)
            TellStream(own, answer, Self); // Before anything else that this turn sends there.
        else
            _services.Router.Route(answer, Self);
    }

    private void OnWorkDone(WorkDone done)
    {
        _handled = EndWork();
        done.Continue();
        _handled = null;
        ConfirmUnlessBusy();
        HandleWaiting();
        LeaveUnlessBusy();
    }

    private void OnWorkFailed(WorkFailed failure)
    {
        Log.Error(failure.Reason, "storage failed for {0}", Address);
        if (EndWork() is { } cause)
            Bounce(cause, StanzaErrorCondition.InternalServerError, StanzaErrorType.Wait);
        failure.Continue?.Invoke();
        ConfirmUnlessBusy();
        HandleWaiting();
        LeaveUnlessBusy();
    }

    /// <summary>
    /// Tells a stream that its last stanza has had its consequences; with work going on, that is later.
    /// </summary>
    private void ConfirmUnlessBusy()
    {
        if (_isBusy)
            return;
        TellStates(); // Before: what the stream does not see confirmed it may have to say again.
        SettleUnlessPassedOn();
        _toConfirm?.Tell(OutboundHandled.Instance);
        _toConfirm = null;
    }

    private Stanza? EndWork()
    {
        var cause = _cause;
        _cause = null;
        _isBusy = false;
        if (cause is not null)
            _services.Counters.Hold(-1);
        return cause;
    }

    /// <summary>
    /// The entity stops while it waits for the storage: whether the work is done nobody here will learn.
    /// </summary>
    private void EndInterruptedWork()
    {
        if (EndWork() is not { } cause)
            return;
        if (_charge.IsNone)
            Bounce(cause, StanzaErrorCondition.InternalServerError, StanzaErrorType.Wait);
        else
            GiveBackCharge();
    }

    /// <summary>A copy: nobody asks what becomes of it.</summary>
    private static Stanza WithoutOrigin(Stanza stanza) => stanza.Origin.IsNone ? stanza : stanza.WithOrigin(default);


    /// <param name="Instance">Which waits for it: after a restart it is nobody's.</param>
    private sealed record WorkDone(Account Instance, Action Continue);

    private sealed record WorkFailed(Account Instance, Exception Reason, Action? Continue);

    private sealed record LogoutSaved
    {
        public static readonly LogoutSaved Instance = new();
    }

    private sealed record LogoutNotSaved(Exception Reason);
}
