using System.Globalization;
using XmppActors.Actors.Bridge;

namespace XmppActors.Host.Bridge;

/// <summary>The bridged cluster as <c>cluster show</c> has it.</summary>
/// <param name="State">Seeking, Joining, Joined or Aside.</param>
/// <param name="Trouble">What keeps it from being a member; null: nothing.</param>
/// <param name="Node">Which of our nodes the bridge is on; empty on a node that is alone.</param>
/// <param name="Members">The oldest, which is the master, first.</param>
internal sealed record BridgeReport(string State, string? Trouble, string Node, IReadOnlyList<BridgeMemberReport> Members)
{
    public static BridgeReport Of(BridgeSeen seen) => new(
        $"{seen.View.Phase}",
        seen.View.Trouble,
        seen.Node,
        [.. seen.View.Members.Select((each, place) => new BridgeMemberReport(
            $"{each.Member.Address}",
            "hazelcast",
            each.Member.Attribute("node-id") ?? "",
            each.Member.Attribute("hostname") ?? "",
            $"{each.Member.Version}",
            each.Since,
            IsMaster: place == 0,
            IsSelf: each.Member.Uuid == seen.View.Self))]);

    public void Write(TextWriter output)
    {
        output.WriteLine($"bridge {State}{(Node.Length > 0 ? $" at {Node}" : "")}");
        if (Trouble is { } trouble) output.WriteLine($"  trouble: {trouble}");
        foreach (var member in Members)
        {
            var since = member.Since.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            var notes = member.IsSelf ? "; this bridge" : member.IsMaster ? "; master" : "";
            output.WriteLine($"  {member.Address} {member.Kind} since {since}Z {member.Version} {member.HostName} node-id {member.NodeId}{notes}");
        }
    }
}

/// <param name="Kind"><c>hazelcast</c>.</param>
/// <param name="NodeId">As Openfire knows the node.</param>
/// <param name="Since">When the bridge first saw it.</param>
internal sealed record BridgeMemberReport(
    string Address, string Kind, string NodeId, string HostName, string Version, DateTimeOffset Since, bool IsMaster, bool IsSelf);
