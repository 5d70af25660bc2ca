using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>The values are on the wire and in the store: explicit, append-only.</summary>
internal enum MemberStatus
{
    /// <summary>Known to the store; counts only when every member knows of it.</summary>
    Joining = 0,
    Up = 1,

    /// <summary>Hands its shards over.</summary>
    Leaving = 2,

    /// <summary>Has stopped by itself; only its entry is left.</summary>
    Exiting = 3,

    /// <summary>Was told to stop; holds its shards until it does or its lease ends.</summary>
    Down = 4,
}

/// <summary>One member as the cluster agreed on it.</summary>
/// <param name="Registration">How often it has registered its lease; a removal is decided against one registration.</param>
/// <param name="Reason">Why it is <see cref="MemberStatus.Down"/>; for the operator.</param>
internal sealed record Member(
    UniqueAddress Address, MemberStatus Status, int Registration, ImmutableArray<string> Roles, string Version, string? Reason)
{
    /// <summary>Joining members do not count yet, exiting ones no more.</summary>
    internal bool IsVoter => Status is MemberStatus.Up or MemberStatus.Leaving or MemberStatus.Down;
}

/// <summary>The agreed membership, the oldest first; outlives the leases of its members.</summary>
/// <param name="SettledGeneration">The store's generation in which all members have met; in another one nothing is started.</param>
internal sealed record MembersDocument(long SettledGeneration, ImmutableArray<Member> Members)
{
    internal static readonly MembersDocument Empty = new(0, []);

    internal Member? Find(UniqueAddress address)
    {
        foreach (var member in Members)
        {
            if (member.Address.Equals(address)) return member;
        }

        return null;
    }

    internal MembersDocument With(Member changed) =>
        this with { Members = [.. Members.Select(member => member.Address.Equals(changed.Address) ? changed : member)] };

    internal MembersDocument Without(UniqueAddress address) =>
        this with { Members = Members.RemoveAll(member => member.Address.Equals(address)) };
}

/// <summary>Who runs one shard.</summary>
/// <param name="IsStopping">The owner is asked to stop it, and to say so by leaving it without an owner.</param>
/// <param name="Epoch">The allocation's version when this owner got it: the fencing number of its writes.</param>
internal readonly record struct Slot(UniqueAddress? Owner, bool IsStopping, long Epoch);

/// <summary>Who runs each shard of one type. The version only grows, also over fail-overs of the store.</summary>
internal sealed record AllocationDocument(long Version, ImmutableArray<Slot> Slots)
{
    internal static AllocationDocument Create(int shards) => new(0, [.. new Slot[shards]]);
}

/// <summary>What one node tells under its lease.</summary>
internal sealed record AliveDocument(int Registration, ImmutableArray<UniqueAddress> Unreachable);

/// <summary>The documents as text in the store.</summary>
internal static class DocumentText
{
    internal const string Prefix = "cluster/";
    internal const string MembersKey = Prefix + "members";
    internal const string AlivePrefix = Prefix + "alive/";
    internal const string ShardsPrefix = Prefix + "shards/";

    internal static string AliveKey(UniqueAddress address) => AlivePrefix + address.Text;

    internal static string ShardsKey(string type) => ShardsPrefix + type;

    internal static string Write(MembersDocument document) => JsonSerializer.Serialize(
        new MembersJson(
            1,
            document.SettledGeneration,
            [.. document.Members.Select(m => new MemberJson(
                m.Address.Text, (int)m.Status, m.Registration, [.. m.Roles], m.Version, m.Reason))]),
        DocumentJson.Default.MembersJson);

    internal static MembersDocument ReadMembers(string text)
    {
        var json = JsonSerializer.Deserialize(text, DocumentJson.Default.MembersJson)!;
        return new MembersDocument(json.Settled, [.. json.Members.Select(m => new Member(
            UniqueAddress.Parse(m.Address), (MemberStatus)m.Status, m.Registration, [.. m.Roles], m.Version, m.Reason))]);
    }

    internal static string Write(AllocationDocument document)
    {
        UniqueAddress[] owners = [.. document.Slots.Select(slot => slot.Owner).OfType<UniqueAddress>().Distinct()];
        return JsonSerializer.Serialize(
            new AllocationJson(
                1,
                document.Version,
                [.. owners.Select(owner => owner.Text)],
                [.. document.Slots.Select(slot => slot.Owner is null ? -1 : Array.IndexOf(owners, slot.Owner))],
                [.. document.Slots.Select((slot, shard) => slot.IsStopping ? shard : -1).Where(shard => shard >= 0)],
                [.. document.Slots.Select(slot => slot.Epoch)]),
            DocumentJson.Default.AllocationJson);
    }

    internal static AllocationDocument ReadAllocation(string text)
    {
        var json = JsonSerializer.Deserialize(text, DocumentJson.Default.AllocationJson)!;
        UniqueAddress[] owners = [.. json.Owners.Select(UniqueAddress.Parse)];
        return new AllocationDocument(json.Version, [.. json.Slots.Select((owner, shard) => new Slot(
            owner < 0 ? null : owners[owner], json.Stopping.Contains(shard), json.Epochs[shard]))]);
    }

    internal static string Write(AliveDocument document) => JsonSerializer.Serialize(
        new AliveJson(1, document.Registration, [.. document.Unreachable.Select(address => address.Text)]), DocumentJson.Default.AliveJson);

    internal static AliveDocument ReadAlive(string text)
    {
        var json = JsonSerializer.Deserialize(text, DocumentJson.Default.AliveJson)!;
        return new AliveDocument(json.Registration, [.. json.Unreachable.Select(UniqueAddress.Parse)]);
    }
}

internal sealed record MembersJson(int Wire, long Settled, MemberJson[] Members);

internal sealed record MemberJson(string Address, int Status, int Registration, string[] Roles, string Version, string? Reason);

internal sealed record AllocationJson(int Wire, long Version, string[] Owners, int[] Slots, int[] Stopping, long[] Epochs);

internal sealed record AliveJson(int Wire, int Registration, string[] Unreachable);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MembersJson))]
[JsonSerializable(typeof(AllocationJson))]
[JsonSerializable(typeof(AliveJson))]
internal sealed partial class DocumentJson : JsonSerializerContext;
