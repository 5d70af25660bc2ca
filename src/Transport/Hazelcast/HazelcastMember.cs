using System.Collections.Immutable;

namespace XmppActors.Transport.Hazelcast;

/// <summary>One member as the cluster's list has it. The list is ordered by age: the first is the master.</summary>
/// <param name="IsLite">It holds no data.</param>
/// <param name="JoinVersion">The version of the list that it came with.</param>
public sealed record HazelcastMember(
    HazelcastAddress Address,
    Guid Uuid,
    bool IsLite,
    ImmutableArray<KeyValuePair<string, string>> Attributes,
    HazelcastVersion Version,
    int JoinVersion)
{
    /// <summary>The value of an attribute; null when there is none of this name.</summary>
    public string? Attribute(string name)
    {
        foreach (var (key, value) in Attributes)
        {
            if (key == name) return value;
        }
        return null;
    }
}

/// <summary>A member list that the master has published.</summary>
/// <param name="Version">Only a higher one than the one held is news.</param>
public sealed record MembersView(int Version, ImmutableArray<HazelcastMember> Members);

/// <summary>What a joiner says of itself.</summary>
/// <param name="Uuid">Fresh for each join.</param>
/// <param name="Build">A number such as 20240726; nobody compares it.</param>
/// <param name="JoinerType"><c>tcp-ip</c> or <c>multicast</c>: what the cluster's members use.</param>
/// <param name="PartitionCount">Null: the default, as when it is not configured.</param>
public sealed record JoinIdentity(
    HazelcastAddress Address,
    Guid Uuid,
    int Build,
    HazelcastVersion Version,
    string ClusterName,
    string JoinerType,
    string? PartitionCount,
    ImmutableArray<KeyValuePair<string, string>> Attributes);
