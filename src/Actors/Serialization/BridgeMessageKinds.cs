using System.Collections.Immutable;
using XmppActors.Actors.Bridge;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Serialization;

/// <summary>What the bridge and the nodes' keepers tell each other.</summary>
internal static class BridgeMessageKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of(
            "bridge-keep",
            static (KeepBridge keep, WireWriter output) =>
            {
                output.Reference(keep.Subscriber);
                output.Number((ulong)keep.Clients);
            },
            static input => new KeepBridge(input.Reference(), (int)input.Number())),
        MessageKind.Of("bridge-seen", Write, ReadSeen),
    ];

    private static void Write(BridgeSeen seen, WireWriter output)
    {
        output.Number((ulong)seen.Version);
        output.Text(seen.Node);
        output.Number((ulong)seen.View.Phase);
        output.OptionalText(seen.View.Trouble);
        output.Uuid(seen.View.Self);
        output.Count(seen.View.Members.Length);
        foreach (var member in seen.View.Members) output.Block(member, Write);
    }

    private static BridgeSeen ReadSeen(WireReader input)
    {
        var (version, node) = ((long)input.Number(), input.Text());
        var (phase, trouble) = ((BridgePhase)input.Number(), input.OptionalText());
        var self = input.Uuid();
        var members = ImmutableArray.CreateBuilder<BridgeMember>();
        for (var left = input.Count(); left > 0; left--) members.Add(input.Block(ReadMember));
        return new BridgeSeen(version, node, new BridgeView(phase, trouble, members.ToImmutable(), self));
    }

    private static void Write(BridgeMember member, WireWriter output)
    {
        output.Text(member.Member.Address.Host);
        output.Number((ulong)member.Member.Address.Port);
        output.Uuid(member.Member.Uuid);
        output.Flag(member.Member.IsLite);
        output.Count(member.Member.Attributes.Length);
        foreach (var (name, value) in member.Member.Attributes)
        {
            output.Text(name);
            output.Text(value);
        }
        output.Byte(member.Member.Version.Major);
        output.Byte(member.Member.Version.Minor);
        output.Byte(member.Member.Version.Patch);
        output.Number((ulong)member.Member.JoinVersion);
        output.Instant(member.Since);
    }

    private static BridgeMember ReadMember(WireReader input)
    {
        var address = new HazelcastAddress(input.Text(), (int)input.Number());
        var uuid = input.Uuid();
        var isLite = input.Flag();
        var attributes = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        for (var left = input.Count(); left > 0; left--) attributes.Add(new(input.Text(), input.Text()));
        var version = new HazelcastVersion(input.Byte(), input.Byte(), input.Byte());
        return new BridgeMember(
            new HazelcastMember(address, uuid, isLite, attributes.ToImmutable(), version, (int)input.Number()), input.Instant());
    }
}
