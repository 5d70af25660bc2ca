using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>Spreads entities over a fixed number of shards by a hash of their ids.</summary>
public abstract class HashCodeMessageExtractor : IMessageExtractor
{
    [SuppressMessage("Design", "CA1051", Justification = "The surface is Akka.NET's.")]
    public readonly int MaxNumberOfShards;

    private readonly string[] _shardIds;

    protected HashCodeMessageExtractor(int maxNumberOfShards)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfShards);
        MaxNumberOfShards = maxNumberOfShards;
        _shardIds = new string[maxNumberOfShards];
        for (var i = 0; i < maxNumberOfShards; i++) _shardIds[i] = i.ToString(CultureInfo.InvariantCulture);
    }

    public static HashCodeMessageExtractor Create(
        int maxNumberOfShards, Func<object, string?> entityIdExtractor, Func<object, object>? messageExtractor = null) =>
        new Composed(maxNumberOfShards, entityIdExtractor, messageExtractor);

    public abstract string? EntityId(object message);

    public virtual object? EntityMessage(object message) => message;

    [Obsolete("Use ShardId(string, object?) instead.")]
    public virtual string? ShardId(object message) => EntityId(message) is { Length: > 0 } id ? ShardId(id) : null;

    public virtual string ShardId(string entityId, object? messageHint = null) => _shardIds[ShardNumber(entityId)];

    internal int ShardNumber(string entityId) => (int)(StableHash.Of(entityId) % (uint)MaxNumberOfShards);

    private sealed class Composed(
        int maxNumberOfShards, Func<object, string?> entityIdExtractor, Func<object, object>? messageExtractor)
        : HashCodeMessageExtractor(maxNumberOfShards)
    {
        public override string? EntityId(object message) => entityIdExtractor(message);

        public override object? EntityMessage(object message) =>
            messageExtractor is null ? message : messageExtractor(message);
    }
}
