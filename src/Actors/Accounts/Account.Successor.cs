using XmppActors.Actors.Offline;
using XmppActors.Actors.Roster;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Accounts;

/// <remarks>This part takes over from a former entity of the account, which has moved away or failed.</remarks>
internal sealed partial class Account
{
    private List<RebindResource>? _early; // Came before the account was loaded.
    private List<ResumeStream>? _resumes; // Of sessions that may be about to go on elsewhere.

    /// <summary>Asks who is bound; until that is known, other messages wait, as they do while the account is loaded.</summary>
    private void Gather(bool isSuccessor)
    {
        var asked = _services.Streams.Begin(Address, Self, isSuccessor);
        if (asked == 0)
            return;

        // Streams that were lost with their node begin anew without having been asked: they are waited for.
        var isLoss = _services.Streams.MayGoOnElsewhere;
        _gathering = new Gathering(isLoss ? asked + 1 : asked);
        Context.System.Scheduler.ScheduleTellOnce(
            isLoss ? Gathering.LimitAfterLoss : Gathering.Limit, Self, new GatheringLimit(_gathering, isLoss), ActorRefs.NoSender);
    }

    private void OnStreamsFound(StreamsFound found)
    {
        if (_gathering is null)
            return;
        _gathering.Answered(found.Streams);
        EndGatheringWhenComplete();
    }

    private void OnGatheringLimit(GatheringLimit limit)
    {
        if (_gathering != limit.Gathering)
            return;
        if (!limit.IsUsual)
            Log.Warning("not all nodes have said which streams of {0} they have", Address);
        EndGathering();
    }

    /// <summary>Does not wait: it is what the others wait for.</summary>
    private void OnEarlyRebind(RebindResource rebind)
    {
        if (_isLoaded)
        {
            OnRebind(rebind);
            EndGatheringWhenComplete();
            return;
        }

        _early ??= [];
        _early.RemoveAll(other => other.Stream.Equals(rebind.Stream)); // It asks again: the storage was out of reach.
        _early.Add(rebind);
        if (!_isBusy)
            Load(binding: null);
    }

    private void TakeBackEarly()
    {
        if (_early is not { } early)
            return;
        _early = null;
        foreach (var rebind in early)
            OnRebind(rebind);
        if (_gathering is { IsComplete: true })
            _gathering = null; // What waits is looked at next.
    }

    /// <summary>A resource that a former entity knew is taken back as it was; nobody else is told anything.</summary>
    private void OnRebind(RebindResource rebind)
    {
        _gathering?.Registered(rebind.Stream);
        if (!Exists && rebind.Temporary)
            BecomeTemporary();
        if (!Exists)
        {
            rebind.Stream.Tell(new CloseStream(StreamErrorCondition.NotAuthorized)); // Removed meanwhile.
            return;
        }

        var holder = Resources.Find(rebind.Address);
        switch (RebindRules.Decide(holder, rebind))
        {
            case RebindDecision.Refuse:
                rebind.Stream.Tell(new ReplacedByNewBinding(rebind.Address));
                return;
            case RebindDecision.Superseded:
                rebind.Stream.Tell(ResourceUnbound.Instance);
                return;
            case RebindDecision.Replace:
                holder!.Stream.Tell(new ReplacedByNewBinding(rebind.Address));
                Context.Unwatch(holder.Stream);
                Resources.Remove(holder);
                goto case RebindDecision.TakeBack;
            case RebindDecision.Continue:
                Continue(holder!, rebind);
                break;
            case RebindDecision.TakeBack:
                holder = Resources.TakeBack(rebind.Address, rebind.Stream, rebind.State);
                Context.Watch(rebind.Stream);
                Context.SetReceiveTimeout(null);
                break;
        }

        holder!.Turn = rebind.Turn;
        rebind.Stream.Tell(new ResourceBound(rebind.Address, holder.Order));
        TellResumes(holder);
        if (holder.IsNonNegative && IsReady)
            OfflineMessages.DeliverTo(this, holder); // What came when nobody knew of it.
    }

    /// <summary>The resource's session goes on in another stream, maybe on another node; nobody else notices.</summary>
    private void Continue(Resource resource, RebindResource rebind)
    {
        _taken.LoseOrder();
        Context.Unwatch(resource.Stream);
        resource.Stream.Tell(ResourceUnbound.Instance); // The last that it is told: what was told before it has to pass on.
        resource.Stream = rebind.Stream;
        Context.Watch(rebind.Stream);
        foreach (var (stanza, reader) in TakeHeld(resource))
            TellStream(resource, stanza, reader);
        ShareAgain(resource);
    }

    /// <summary>A resource's stream is gone with its node. Its session may go on in another: for a while its stanzas are held.</summary>
    private void Lose(Resource resource)
    {
        resource.Lose();
        _taken.LoseOrder(); // What it was told last is lost with it, and comes again before anything new.
        Context.System.Scheduler.ScheduleTellOnce(_services.Settings.LostStreamTime, Self, new LostResourceDue(resource), ActorRefs.NoSender);
    }

    private void OnLostResourceDue(Resource resource)
    {
        if (resource.IsLost && Resources.Find(resource.Address) == resource)
            EndResource(resource);
    }

    private void TellResume(Resource resource, ResumeStream resume)
    {
        if (resource.IsLost)
            HoldResume(resume);
        else
            resource.Stream.Tell(resume);
    }

    private void HoldResume(ResumeStream resume)
    {
        _resumes ??= [];
        if (_resumes.Exists(other => other.Negotiator.Equals(resume.Negotiator)))
            return;
        _resumes.RemoveAll(other => other.Id.Value == resume.Id.Value); // Its client has gone from there, and tries here.
        _resumes.Add(resume);
        Context.System.Scheduler.ScheduleTellOnce(_services.Settings.LostStreamTime, Self, new ResumeDue(resume), ActorRefs.NoSender);
    }

    private void OnResumeDue(ResumeStream resume)
    {
        if (_resumes?.Remove(resume) == true)
            Refuse(resume, ActorRefs.Nobody, StanzaErrorCondition.ItemNotFound);
    }

    private void TellResumes(Resource resource)
    {
        if (_resumes is null)
            return;
        foreach (var resume in _resumes.FindAll(resume => resume.Id.Resourcepart == resource.Address.Resourcepart))
        {
            _resumes.Remove(resume);
            resource.Stream.Tell(resume);
        }
    }

    private void RedeliverHeld(Resource resource)
    {
        foreach (var (stanza, reader) in TakeHeld(resource))
        {
            if (!reader.Equals(Self) || stanza.Origin.IsNone) // Others have their copies of a shared one.
                Self.Tell(new UndeliveredStanzas(resource.Address, [stanza]) { Binding = resource.Order }, reader);
        }
    }

    private void Hold(Resource resource, Stanza stanza, IActorRef reader)
    {
        if (resource.HeldCount >= _services.Settings.MaxWaitingStanzas)
        {
            Refuse(stanza, reader, StanzaErrorCondition.ResourceConstraint);
            return;
        }

        _services.Counters.Hold(1);
        resource.Hold(stanza, reader);
    }

    private IReadOnlyList<(Stanza Stanza, IActorRef Reader)> TakeHeld(Resource resource)
    {
        var held = resource.TakeHeld();
        _services.Counters.Hold(-held.Count);
        return held;
    }

    private void BecomeTemporary()
    {
        IsTemporary = true;
        _contacts = new ContactList(RosterRecord.Create(_services.Time.GetUtcNow()));
    }

    private void EndGatheringWhenComplete()
    {
        if (_gathering is { IsComplete: true })
            EndGathering();
    }

    private void EndGathering()
    {
        _gathering = null;
        if (!_isLoaded && !_isBusy)
            StartIdling(); // Nobody has come.
        HandleWaiting();
        LeaveUnlessBusy();
    }

    private void TellStates()
    {
        foreach (var resource in Resources)
            resource.TellState(Self);
    }

    private sealed record GatheringLimit(Gathering Gathering, bool IsUsual);

    private sealed record ResumeDue(ResumeStream Resume);

    private sealed record LostResourceDue(Resource Resource);
}
