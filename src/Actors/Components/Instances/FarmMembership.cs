using XmppActors.Actors.Components.Dialling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <summary>One domain that an instance serves: its place in that domain's farm.</summary>
internal sealed class FarmMembership(FarmView farm, FarmInstance instance)
{
    private long _directed;

    public string Domain => Farm.Domain;

    /// <summary>The farm as this node sees it.</summary>
    public FarmView Farm { get; } = farm;

    public FarmInstance Instance { get; private set; } = instance;

    /// <summary>What the instance gets with nothing against it; the farm is yet to be told.</summary>
    public InstanceShare Share
    {
        set
        {
            Instance = Instance with { Weight = value.Weight, ConfiguredWeight = value.Weight, IsWarm = value.IsWarm };
            Entity = null;
        }
    }

    /// <summary>The farm's entity that has taken the instance in last; null: none has answered yet.</summary>
    public IActorRef? Entity { get; private set; }

    /// <summary>What the farm has decided about the instance last.</summary>
    public InstanceState State { get; private set; } = InstanceState.Ready;

    /// <summary>Others get what was meant for the instance, for as long as it is silent.</summary>
    public bool IsPassed { get; private set; }

    /// <summary>Follows what the farm has decided, and with it this node's routing at once.</summary>
    /// <returns>False: it is older than what is known already.</returns>
    public bool Take(InstanceDirective directive)
    {
        if (directive.Version < _directed) return false;
        _directed = directive.Version;
        State = directive.State;
        IsPassed = directive is { State: InstanceState.Suspect or InstanceState.Down, HasOthers: true };
        Farm.Mark(Instance.Id, directive.State);
        return true;
    }

    /// <summary>Asks the farm to take the instance in, or its entity's successor to go on with it.</summary>
    public void Join(IActorRef farms)
    {
        Entity = null;
        farms.Tell(new JoinFarm(Domain, Instance, Farm.Snapshot));
    }

    /// <summary>The farm has taken the instance in: what the component sends now may be answered in the same turn.</summary>
    public void OnJoined(FarmJoined joined)
    {
        Entity = joined.Entity;
        Farm.Update(joined.Snapshot);
    }

    /// <summary>The answer to what it asks finds it.</summary>
    public void Remember(Stanza request) => Farm.Replies.Remember(request, Instance.Id);

    /// <summary>Nothing more for the instance, from this node at once, from the others when the entity has said so.</summary>
    /// <param name="isShutdown">See <see cref="LeaveFarm.IsShutdown"/>.</param>
    public void Leave(IActorRef farms, bool isShutdown)
    {
        Farm.Lose(Instance.Id, Instance.Stream);
        farms.Tell(new LeaveFarm(Domain, Instance.Id) { IsShutdown = isShutdown });
    }
}
