namespace XmppActors.Actors.Components.Instances;

/// <summary>One domain that an instance serves: its place in that domain's farm.</summary>
internal sealed class FarmMembership(FarmView farm, FarmInstance instance)
{
    public string Domain => Farm.Domain;

    /// <summary>The farm as this node sees it.</summary>
    public FarmView Farm { get; } = farm;

    public FarmInstance Instance { get; } = instance;

    /// <summary>The farm's entity that has taken the instance in last; null: none has answered yet.</summary>
    public IActorRef? Entity { get; private set; }

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

    /// <summary>Nothing more for the instance, from this node at once, from the others when the entity has said so.</summary>
    public void Leave(IActorRef farms)
    {
        Farm.Lose(Instance.Id, Instance.Stream);
        farms.Tell(new LeaveFarm(Domain, Instance.Id));
    }
}
