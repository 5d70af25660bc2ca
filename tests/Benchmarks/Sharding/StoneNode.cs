using System.Globalization;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Benchmarks.Sharding;

/// <summary>A node with a region of entities that count what they are told.</summary>
internal sealed class StoneNode : IAsyncDisposable
{
    private const string Type = "entity";
    private const int Entities = 10_000;

    private readonly ActorSystem _system;

    private StoneNode(ActorSystem system)
    {
        _system = system;
        var serializer = new StoneSerializer((ExtendedActorSystem)system);
        system.Serialization.AddSerializer("stone", serializer);
        system.Serialization.AddSerializationMap(typeof(Stone), serializer);
        Region = ClusterSharding.Get(system).Start(
            Type,
            Props.Create(() => new StoneCount.Entity(Count)),
            ClusterShardingSettings.Create(system).WithPassivateIdleAfter(TimeSpan.Zero),
            HashCodeMessageExtractor.Create(256, static message => ((Stone)message).EntityId));
    }

    internal IActorRef Region { get; }

    internal ActorSystem System => _system;

    internal StoneCount Count { get; } = new();

    /// <summary>The members that run shards, as this node sees it; none while any shard is on its way.</summary>
    private HashSet<UniqueAddress> Owners
    {
        get
        {
            var slots = Slots;
            return slots.Any(slot => slot.Owner is null || slot.IsStopping) ? [] : slots.Select(slot => slot.Owner!).ToHashSet();
        }
    }

    private IReadOnlyList<Slot> Slots => Runtime.Node.State.Allocations.TryGetValue(Type, out var entry) ? entry.Document.Slots : [];

    private ClusterRuntime Runtime => ((ActorSystemImpl)_system).ClusterRuntime!;

    internal static StoneNode Start(ClusterSetup? cluster) => new(new KernelSetup { Cluster = cluster }.CreateSystem("stones"));

    internal static ClusterSetup At(int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Secret = "stones",
        ShardTypes = [Type],
        Times = new ClusterSettings { RebalancePause = TimeSpan.FromMilliseconds(10), RebalanceStep = 256 },
    };

    /// <summary>Joins; complete when so many members run all shards.</summary>
    internal async Task JoinAsync(int members)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await ClusterAdministration.Get(_system)!.JoinAsync(patience.Token);
        await SettleAsync(members, patience.Token);
    }

    internal async Task SettleAsync(int members, CancellationToken cancellation)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (Owners.Count < members) await look.WaitForNextTickAsync(cancellation);
    }

    /// <summary>Ids of entities that run here, or on another node.</summary>
    internal string[] IdsThatRun(bool here)
    {
        var ids = Enumerable.Range(0, Entities * 4).Select(i => string.Create(CultureInfo.InvariantCulture, $"user{i}@capulet.example"));
        if (((ActorSystemImpl)_system).ClusterRuntime is null) return [.. ids.Take(Entities)];
        var slots = Slots;
        return [.. ids
            .Where(id => slots[(int)(StableHash.Of(id) % (uint)slots.Count)].Owner!.Equals(Runtime.Self) == here)
            .Take(Entities)];
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();
}
