namespace XmppActors.Actors.Streams;

/// <summary>Where clients reach each node and no other. A node tells it to the others as a role, which they know before it is up.</summary>
internal static class ClientAddresses
{
    private const string Prefix = "client-address=";

    /// <summary>The role of a node that clients reach there.</summary>
    /// <param name="address">Host, or <c>host:port</c>.</param>
    public static string RoleOf(string address) => Prefix + address;

    public static bool IsRole(string role) => role.StartsWith(Prefix, StringComparison.Ordinal);

    /// <returns>Host, or <c>host:port</c>; null: the node has told none.</returns>
    public static string? Of(Member member) => Of(member.Roles);

    public static string? Of(IEnumerable<string> roles) => roles.FirstOrDefault(IsRole) is { } role ? role[Prefix.Length..] : null;

    /// <summary>Of the node that a reference's or a member's address means.</summary>
    public static string? Of(Address node, Cluster cluster) =>
        cluster.State.Members.FirstOrDefault(member => member.Address.Equals(node)) is { } found ? Of(found) : null;

    /// <summary>Of some other node that is up and reached, a different one each time; null: there is none that has told it.</summary>
    public static string? OfAnother(Cluster cluster)
    {
        var state = cluster.State;
        var others = state.Members
            .Where(member => member.Status == MemberStatus.Up && !member.Address.Equals(cluster.SelfAddress) && !state.Unreachable.Contains(member))
            .Select(Of)
            .OfType<string>()
            .ToList();
        return others.Count == 0 ? null : others[Random.Shared.Next(others.Count)];
    }
}
