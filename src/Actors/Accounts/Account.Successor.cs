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
    /// <summary>How long after the loss of a node its sessions may be looked for, and how long at most while a node does not answer.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(30);

    private List<RebindResource>? _early; // Came before the account was loaded.
    private HeldResumptions? _resumptions; // Of sessions that may be about to go on elsewhere.
    private TimeSpan? _incompleteSince; // Since when: not all nodes have said which streams they have.

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    /// <summary>Asks who is bound; until that is known, other messages wait, as they do while the account is loaded.</summary>
    private void Gather(bool isSuccessor)
    {
        var asked = _services.Streams.Begin(Address, Self, isSuccessor);
        if (asked == 0)
            return;

        // Streams that were lost with their node begin anew without having been asked: they are waited for.
        var isLoss = _services.Streams.MayGoOnElsewhere(LongestSearch);
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
        {
            _incompleteSince = Now;
            Log.Warning("not all nodes have said which streams of {0} they have", Address);
        }

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
        rebind.Stream.Tell(new ResourceBound(rebind.Address, holder.Order, holder.State.Key));
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

    /// <summary>Whether there may be streams of the account, or may be soon, that the entity does not know.</summary>
    private bool MayGoOnElsewhere(TimeSpan within) =>
        (_incompleteSince is { } since && Now - since < within) || _services.Streams.MayGoOnElsewhere(within);

    private void TellResume(Resource resource, ResumeStream resume)
    {
        if (resource.IsLost)
            HoldResume(resume);
        else
            resource.Stream.Tell(resume);
    }

    private void HoldResume(ResumeStream resume)
    {
        if ((_resumptions ??= new HeldResumptions()).Hold(resume, Now))
            ScheduleResumeDue(resume.Id.Value);
    }

    private void ScheduleResumeDue(string id) =>
        Context.System.Scheduler.ScheduleTellOnce(_services.Settings.LostStreamTime, Self, new ResumeDue(id), ActorRefs.NoSender);

    /// <summary>Refused when it is certain that no stream goes on with the session, or when that takes too long.</summary>
    private void OnResumeDue(string id)
    {
        if (_resumptions?.Age(id, Now) is not { } age)
            return;
        if (age < LongestSearch && MayGoOnElsewhere(_services.Settings.LostStreamTime))
            ScheduleResumeDue(id);
        else
            Refuse(_resumptions.Take(id)!, ActorRefs.Nobody, StanzaErrorCondition.ItemNotFound);
    }

    private void TellResumes(Resource resource)
    {
        while (_resumptions?.TakeFor(resource.Address.Resourcepart) is { } resume)
            resource.Stream.Tell(resume);
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

    private sealed record ResumeDue(string Id);

    private sealed record LostResourceDue(Resource Resource);
}
