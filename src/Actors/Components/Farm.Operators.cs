using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Health;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components;

/// <content>What operators say at run time: remembered first, then obeyed, then answered.</content>
internal sealed partial class Farm
{
    private const int EventsPerSnapshot = 100;

    private FarmMemory _memory = FarmMemory.Empty;

    public override string PersistenceId => $"farm-{_domain}";

    private string Node => FarmReport.NodeOf(Self, Cluster.Get(Context.System).SelfAddress);

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: FarmMemory memory }: _memory = memory; break;
            case IFarmEvent happened: _memory = _memory.Apply(happened); break;
            case RecoveryCompleted: OnRecovered(); break;
        }
    }

    /// <summary>Nobody knows whether it is remembered: the entity ends, and its successor finds out.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        Sender.Tell(new FarmChanged(_domain, FarmChangeOutcome.StorageUnavailable, cause.Message));
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    private void OnRecovered()
    {
        ReadSettings();
        _snapshot = _snapshot with { Rules = _settings.Rules, Settings = _memory.Settings, IsRemoved = _memory.IsGone };
        PlanDialling();
        Enlist();
    }

    private void OnOperator(object message)
    {
        switch (message)
        {
            case IFarmChange change when ChangeRules.Refusal(change, _memory, _members.All, _services) is { } refusal: Sender.Tell(refusal); break;
            case AddFarm add: Remember(new FarmDefined(UtcNow, add.Settings)); break;
            case RemoveFarm when _services.Book.IsConfigured(_domain): Remember(new FarmRemoved(UtcNow, IsGone: false)); break;
            case RemoveFarm: RemoveSecrets(); break;
            case DrainInstance drain: Remember(new InstanceDrained(UtcNow, drain.Target, UtcNow + drain.Deadline)); break;
            case UndrainInstance undrain: Remember(new InstanceUndrained(UtcNow, undrain.Target)); break;
            case SetWeight set: Remember(new InstanceWeightSet(UtcNow, set.Target, set.Weight)); break;
            case AddSecret add: Remember(new SecretAdded(UtcNow, add.SecretId)); break;
            case RevokeSecret revoke: RemoveSecret(revoke); break;
            case SecretTaken taken: OnSecretTaken(taken); break;
            case SecretsTaken taken: OnSecretsTaken(taken); break;
            case SecretsStay stay: stay.Asker.Tell(new FarmChanged(_domain, FarmChangeOutcome.StorageUnavailable, stay.Reason)); break;
            case FarmEnlisted: Timers.Cancel(EnlistDue.Instance); break;
            case EnlistDue: Enlist(); break;
            case SaveSnapshotSuccess saved: DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)); break;
            case DeleteSnapshotsSuccess: break;
            default: Unhandled(message); break;
        }
    }

    private DateTimeOffset UtcNow => _services.Time.GetUtcNow();

    private void Remember(IFarmEvent happened)
    {
        var asker = Sender;
        Persist(happened, kept =>
        {
            Apply(kept);
            asker.Tell(new FarmChanged(_domain, FarmChangeOutcome.Done, ""));
        });
    }

    /// <summary>Something that no operator has asked for is to be remembered.</summary>
    private void Happened(IFarmEvent happened) => Persist(happened, Apply);

    private void Apply(IFarmEvent happened)
    {
        Context.GetLogger().FarmChanged(_domain, happened);
        _memory = _memory.Apply(happened);
        ReadSettings();
        if (_memory.IsGone) _members.End(static _ => true, new LinkEnd($"{_domain} is served no more", StreamErrorCondition.HostGone));
        DecideAndTell();
        _herald.Said(happened);
        if (happened is FarmDefined or FarmRemoved)
        {
            PlanDialling();
            Enlist();
        }

        if (LastSequenceNr % EventsPerSnapshot == 0) SaveSnapshot(_memory);
    }

    /// <summary>Settings that an earlier version of the router was given, and that this one does not read, are left out.</summary>
    private void ReadSettings()
    {
        try
        {
            _settings = _services.Book.Read(_domain, _memory.Settings);
        }
        catch (FormatException fault)
        {
            Context.GetLogger().SettingsUnread(_domain, fault.Message);
            _settings = _services.Book.Find(_domain);
        }
    }

    private void RemoveSecret(RevokeSecret revoke)
    {
        var asker = Sender;
        FarmSecrets.RemoveAsync(_services, _domain, revoke.SecretId).PipeTo(
            Self, success: existed => new SecretTaken(revoke, existed, asker), failure: cause => new SecretsStay(cause.Message, asker));
    }

    private void OnSecretTaken(SecretTaken taken)
    {
        var id = taken.Command.SecretId;
        var isKnown = taken.Existed || _memory.Secrets.ContainsKey(id) || _members.All.Any(member => member.Instance.CredentialId == id);
        if (!isKnown)
        {
            taken.Asker.Tell(new FarmChanged(_domain, FarmChangeOutcome.NoSuchSecret, id));
            return;
        }

        Persist(new SecretRevoked(UtcNow, id), revoked =>
        {
            if (taken.Command.CloseLinks)
                _members.End(member => member.Instance.CredentialId == id, new LinkEnd("its secret was revoked", StreamErrorCondition.NotAuthorized));
            Apply(revoked);
            taken.Asker.Tell(new FarmChanged(_domain, FarmChangeOutcome.Done, ""));
        });
    }

    /// <summary>Its secrets would make the farm known again when a node starts.</summary>
    private void RemoveSecrets()
    {
        var asker = Sender;
        FarmSecrets.RemoveAllAsync(_services, _domain).PipeTo(
            Self, success: count => new SecretsTaken(count, asker), failure: cause => new SecretsStay(cause.Message, asker));
    }

    private void OnSecretsTaken(SecretsTaken taken)
    {
        if (taken.Count == 0 && _memory.Settings is null && _members.All.Count == 0)
        {
            taken.Asker.Tell(new FarmChanged(_domain, FarmChangeOutcome.NothingThere, ""));
            return;
        }

        Persist(new FarmRemoved(UtcNow, IsGone: true), removed =>
        {
            Apply(removed);
            taken.Asker.Tell(new FarmChanged(_domain, FarmChangeOutcome.Done, ""));
        });
    }

    /// <summary>Says in the catalogue whether nodes that start should know of this farm, until it is heard.</summary>
    private void Enlist()
    {
        if (LastSequenceNr == 0) return; // Nothing was ever said of it.
        _services.Catalogue.Tell(new EnlistFarm(FarmCatalogue.EntityId, _domain, IsThere: _memory.Settings is not null), Self);
        Timers.StartSingleTimer(EnlistDue.Instance, EnlistDue.Instance, TimeSpan.FromSeconds(5));
    }

    private sealed record EnlistDue
    {
        public static readonly EnlistDue Instance = new();
    }

    private sealed record SecretTaken(RevokeSecret Command, bool Existed, IActorRef Asker);

    private sealed record SecretsTaken(int Count, IActorRef Asker);

    private sealed record SecretsStay(string Reason, IActorRef Asker);
}
