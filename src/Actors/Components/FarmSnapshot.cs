using System.Collections.Immutable;
using XmppActors.Actors.Components.Negotiation;
using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Serialization;

namespace XmppActors.Actors.Components;

/// <summary>One connected component of a farm, as its entity has decided.</summary>
/// <param name="Id">Names the instance within its farm: stable while its link lives, the rendezvous candidate.</param>
/// <param name="Stream">The actor of its connection, on the node that holds the socket.</param>
/// <param name="RemoteAddress">Where it connected from, for the operator.</param>
/// <param name="Since">When it joined.</param>
internal sealed record FarmInstance(string Id, IActorRef Stream, string RemoteAddress, DateTimeOffset Since)
{
    /// <summary>How its link came about.</summary>
    public InstanceLink Link { get; init; }

    /// <summary>Where the router has dialled it (<c>host:port</c>); the same after each reconnection. Null: it has connected itself.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Whether it gets stanzas.</summary>
    public InstanceState State { get; init; } = InstanceState.Ready;

    /// <summary>Its share, in proportion to the others' of its state: 0 to <see cref="MaxWeight"/>. Includes slow start and degradation; 0 is
    /// given to spares, to one whose circuit breaker is open, and where the operator says so.</summary>
    public int Weight { get; init; } = FullWeight;

    /// <summary>What its weight would be with nothing against it: as whoever lets it join says, or as the operator has set it.</summary>
    public int ConfiguredWeight { get; init; } = FullWeight;

    /// <summary>It is a spare, of weight 0 until too few others are left.</summary>
    public bool IsWarm { get; init; }

    /// <summary>The weight of an instance of which nothing else is said.</summary>
    public const int FullWeight = 100;

    public const int MaxWeight = 1000;

    /// <summary>What opened its stream: an id as <c>farm secret list</c> shows it. Null: a credential of the configuration.</summary>
    public string? CredentialId { get; init; }

    /// <summary>The id's rendezvous hash.</summary>
    public ulong Hash { get; } = Rendezvous.Hash(Id);
}

/// <summary>What a node needs in order to pick an instance itself: immutable, and newer when its version is higher.</summary>
internal sealed record FarmSnapshot(string Domain, long Version, ImmutableArray<FarmInstance> Instances) : IClusterMessage
{
    /// <summary>Settings given at run time, laid over the configuration's: see <see cref="Administration.AddFarm"/>. Null: none were.</summary>
    public string? Settings { get; init; }

    /// <summary>The farm was removed at run time: its domain is nobody's.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>A farm without instances, older than any that its entity hands out.</summary>
    public static FarmSnapshot Empty(string domain) => new(domain, 0, []);

    /// <summary>Who gets what.</summary>
    public FarmRules Rules { get; init; } = FarmRules.Default;

    /// <summary>The instance of this id, if it is still there.</summary>
    public FarmInstance? Find(string instanceId)
    {
        foreach (var instance in Instances)
        {
            if (instance.Id == instanceId)
                return instance;
        }
        return null;
    }

    /// <summary>The instance that this stream speaks for, if it is still there.</summary>
    public FarmInstance? Find(IActorRef stream)
    {
        foreach (var instance in Instances)
        {
            if (instance.Stream.Equals(stream))
                return instance;
        }
        return null;
    }

    /// <summary>The same farm one version on, with this instance added (in place of one with the same id).</summary>
    public FarmSnapshot With(FarmInstance instance) =>
        this with { Version = Version + 1, Instances = Instances.RemoveAll(other => other.Id == instance.Id).Add(instance) };

    /// <summary>The same farm one version on, without this instance.</summary>
    public FarmSnapshot Without(string instanceId) =>
        this with { Version = Version + 1, Instances = Instances.RemoveAll(instance => instance.Id == instanceId) };
}
