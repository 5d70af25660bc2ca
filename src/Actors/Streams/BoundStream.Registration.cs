using XmppActors.Actors.Accounts;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <content>Registered with the account's entity, and again with each that follows it: the client notices nothing.</content>
internal sealed partial class BoundStream
{
    private const int MaxRestlessRegistrations = 10;

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(3);

    private IActorRef? _accountEntity; // Watched; null: we have to register.
    private ResourceState? _kept;      // For the next entity of the account.
    private int _registrations;        // Since the entity was last calm for a while.
    private bool _isEnded;

    private void AskForResource(BindStream request)
    {
        var entity = request.Entity;
        services.Accounts.Tell(new BindResource(entity.Account, request.Resource, Self, entity.IsTemporary), Self);
        Timers.StartSingleTimer(RegistrationDue.Instance, RegistrationDue.Instance, AnswerTime); // Its owner may be gone.
    }

    /// <summary>What the account's entity, or that of its end, tells in every state but the first.</summary>
    private void OnRegistration(object message)
    {
        switch (message)
        {
            case ResourceState state: _kept = state; UpdateStandby(); break;
            case ResourceBound bound: OnRegistered(bound.Key); break;
            case Terminated ended when ended.ActorRef.Equals(_accountEntity): _accountEntity = null; RegisterUnlessRestless(services.Accounts); break;
            case RegisterAgain again: RegisterUnlessRestless(again.Entity); break;
            case RegistrationDue: OnRegistrationDue(); break;
            case Terminated: break; // Of an entity before the last.
            default: Unhandled(message); break;
        }
    }

    /// <summary>The sender is the entity that has our resource from now on.</summary>
    private void OnRegistered(ulong key)
    {
        if (_kept is null)
        {
            _kept = ResourceState.Bound(_binding, key);
            services.BoundStreams.Tell(new StreamBound(_address.Bare), Self);
        }
        if (_accountEntity is not null && !_accountEntity.Equals(Sender)) Context.Unwatch(_accountEntity);
        _accountEntity = Sender;
        Context.Watch(Sender);
        Timers.StartSingleTimer(RegistrationDue.Instance, RegistrationDue.Instance, AnswerTime);
    }

    /// <summary>The account has another entity; one that fails again and again takes its streams with it.</summary>
    private void RegisterUnlessRestless(IActorRef entity)
    {
        if (++_registrations <= MaxRestlessRegistrations)
            Register(entity);
        else if (_isEnded)
            Context.Stop(Self);
        else if (_sink is not null)
            Close(new StreamError(StreamErrorCondition.InternalServerError));
        else
            End("its account fails");
    }

    private void Register(IActorRef entity)
    {
        entity.Tell(new RebindResource(_address, Self, _isTemporary, _kept!) { Turn = _turn }, Self);
        if (_isEnded) entity.Tell(new StreamEnded(_address, Self), Self); // Others have still to hear of our end.
        Timers.StartSingleTimer(RegistrationDue.Instance, RegistrationDue.Instance, AnswerTime);
    }

    private void OnRegistrationDue()
    {
        _registrations = 0;
        if (_accountEntity is null) Register(services.Accounts); // No answer: whoever was asked may be gone.
    }

    private void Unregistered() => services.BoundStreams.Tell(new StreamUnbound(_address.Bare), Self);
}

/// <summary>Time for an answer is up, or the account's entity has been calm for as long.</summary>
internal sealed class RegistrationDue
{
    public static readonly RegistrationDue Instance = new();
}
