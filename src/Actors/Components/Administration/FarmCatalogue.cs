using System.Collections.Immutable;
using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Components.Administration;

/// <summary>A farm says whether nodes that start should know of it; answered by <see cref="FarmEnlisted"/>.</summary>
/// <param name="Domain"><see cref="FarmCatalogue.EntityId"/>.</param>
/// <param name="IsThere">False: not because of what was said at run time.</param>
internal sealed record EnlistFarm(string Domain, string Farm, bool IsThere) : IFarmMessage;

/// <summary>The catalogue will say so.</summary>
internal sealed record FarmEnlisted : IClusterMessage
{
    public static readonly FarmEnlisted Instance = new();
}

/// <summary>Asks for the farms that were made at run time; answered by <see cref="CatalogueListed"/>.</summary>
/// <param name="Domain"><see cref="FarmCatalogue.EntityId"/>.</param>
internal sealed record ListCatalogue(string Domain) : IFarmMessage;

internal sealed record CatalogueListed(ImmutableArray<string> Farms) : IClusterMessage;

/// <summary>A farm's entry has been made or removed; kept by the catalogue.</summary>
internal sealed record CatalogueChanged(string Farm, bool IsThere) : IClusterMessage;

/// <summary>Knows which farms were made at run time: neither the configuration nor their secrets tell a node that starts.</summary>
/// <remarks>One in the cluster, an entity among the farms. A farm's journal is the truth; this is where to look for it.</remarks>
internal sealed class FarmCatalogue : UntypedPersistentActor
{
    /// <summary>No domain looks like this.</summary>
    public const string EntityId = "@catalogue";

    private const int EventsPerSnapshot = 100;

    private ImmutableSortedSet<string> _farms = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public override string PersistenceId => "farm-catalogue";

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: CatalogueListed listed }: _farms = _farms.Union(listed.Farms); break;
            case CatalogueChanged changed: Apply(changed); break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case EnlistFarm enlist when _farms.Contains(enlist.Farm) == enlist.IsThere: Sender.Tell(FarmEnlisted.Instance); break;
            case EnlistFarm enlist: OnEnlist(enlist); break;
            case ListCatalogue: Sender.Tell(new CatalogueListed([.. _farms])); break;
            case SaveSnapshotSuccess saved: DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1)); break;
            case DeleteSnapshotsSuccess: break;
            default: Unhandled(message); break;
        }
    }

    private void OnEnlist(EnlistFarm enlist)
    {
        var farm = Sender;
        Persist(new CatalogueChanged(enlist.Farm, enlist.IsThere), changed =>
        {
            Apply(changed);
            farm.Tell(FarmEnlisted.Instance);
            if (LastSequenceNr % EventsPerSnapshot == 0) SaveSnapshot(new CatalogueListed([.. _farms]));
        });
    }

    private void Apply(CatalogueChanged changed) => _farms = changed.IsThere ? _farms.Add(changed.Farm) : _farms.Remove(changed.Farm);
}
