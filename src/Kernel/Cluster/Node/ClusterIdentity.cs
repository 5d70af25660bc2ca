using System.Text.Json;
using System.Text.Json.Serialization;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>Which cluster a store holds, and what all its nodes have in common; written by the first of them.</summary>
/// <param name="Wire">The oldest version of documents and messages that a node has to know to take part.</param>
/// <param name="Id">Chance: two clusters never have the same.</param>
internal sealed record ClusterIdentity(int Wire, string Id, string Name, int ShardCount, long LeaseMilliseconds)
{
    internal const int CurrentWire = 1;
    internal const string Key = DocumentText.Prefix + "id";

    internal static ClusterIdentity Create(string name, ClusterSettings settings, Random random)
    {
        var id = new byte[8];
        random.NextBytes(id);
        return new ClusterIdentity(
            CurrentWire, Convert.ToHexStringLower(id), name, settings.ShardCount, (long)settings.LeaseTtl.TotalMilliseconds);
    }

    internal string Write() => JsonSerializer.Serialize(this, IdentityJson.Default.ClusterIdentity);

    internal static ClusterIdentity Read(string text) => JsonSerializer.Deserialize(text, IdentityJson.Default.ClusterIdentity)!;

    /// <returns>Why a node with these settings cannot take part, and what to do; <c>null</c>: it can.</returns>
    internal string? WhyNot(string name, ClusterSettings settings, string where)
    {
        if (Wire > CurrentWire)
            return $"The cluster in {where} speaks version {Wire} between its nodes, and this program knows {CurrentWire} only: start a newer one.";
        if (Name != name)
            return $"The cluster in {where} is called {Name}, and this node is configured for {name}: give it the same name, or a store of its own.";
        if (ShardCount != settings.ShardCount)
            return $"The cluster in {where} has {ShardCount} shards of each type, and this program {settings.ShardCount}: start a version with as many.";
        var lease = TimeSpan.FromMilliseconds(LeaseMilliseconds);
        return lease == settings.LeaseTtl ? null
            : $"The cluster in {where} runs with a lease of {lease.TotalSeconds} s, and this node is configured for "
                + $"{settings.LeaseTtl.TotalSeconds} s: give it the same, or stop all nodes to change it.";
    }
}

/// <summary>What a seed tells whoever looks for the cluster.</summary>
/// <param name="Identity"><c>null</c>: the seed has not found it itself yet.</param>
/// <param name="Store">How to open the store, with its password.</param>
internal sealed record SeedAnswer(int Wire, ClusterIdentity? Identity, string Store)
{
    /// <summary>All that a seed is asked today; the first byte of a question, so that there can be others.</summary>
    internal const byte Question = 1;

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, IdentityJson.Default.SeedAnswer);

    /// <returns><c>null</c>: it is none.</returns>
    internal static SeedAnswer? TryRead(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, IdentityJson.Default.SeedAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Trouble">Why there is no answer.</param>
internal readonly record struct SeedReply(SeedAnswer? Answer, string? Trouble);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClusterIdentity))]
[JsonSerializable(typeof(SeedAnswer))]
internal sealed partial class IdentityJson : JsonSerializerContext;
