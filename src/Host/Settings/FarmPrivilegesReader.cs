using System.Collections.Immutable;
using XmppActors.Actors.Components.Delegation;
using XmppActors.Actors.Components.Privileges;

namespace XmppActors.Host.Settings;

/// <summary>What a farm's component may do in the server's place: <c>xmpp.farms."domain".privileges</c> and <c>.delegate</c>.</summary>
internal static class FarmPrivilegesReader
{
    public static FarmPrivileges Read(SettingsBlock farm)
    {
        if (!farm.Has("privileges")) return FarmPrivileges.None;
        var block = farm.Block("privileges");
        var read = FarmPrivileges.None;
        if (block.Has("roster"))
            read = read with { Roster = block.Choice("roster", ("none", IqAccess.None), ("get", IqAccess.Get), ("set", IqAccess.Set), ("both", IqAccess.Both)) };
        if (block.Has("roster-push"))
            read = read with { RosterPush = block.Flag("roster-push") };
        if (block.Has("messages"))
            read = read with { Messages = block.Flag("messages") };
        if (block.Has("presence"))
        {
            read = read with
            {
                Presence = block.Choice(
                    "presence", ("none", PresenceAccess.None), ("managed-entity", PresenceAccess.ManagedEntity), ("roster", PresenceAccess.Roster)),
            };
        }
        read = read with { Iqs = ReadIqs(block) };
        if (read.Presence == PresenceAccess.Roster && (read.Roster & IqAccess.Get) == 0)
            block.Fault("presence", "the presence of rosters is for who may read rosters (XEP-0356 §7.4)", $"write {block.PathOf("roster")} = get");
        return read;
    }

    public static ImmutableArray<FarmDelegation> ReadDelegations(SettingsBlock farm)
    {
        if (!farm.Has("delegate")) return [];
        var delegations = ImmutableArray.CreateBuilder<FarmDelegation>();
        foreach (var (text, origin) in farm.Texts("delegate"))
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0] == DelegationXml.Namespace)
                farm.Fault(origin, $"'{text}' cannot be delegated", "write the namespace of requests, and behind it the attributes that they must have");
            else
                delegations.Add(new FarmDelegation(words[0], [.. words.Skip(1)]));
        }
        return delegations.ToImmutable();
    }

    private static ImmutableArray<IqPrivilege> ReadIqs(SettingsBlock block)
    {
        var access = new SortedDictionary<string, IqAccess>(StringComparer.Ordinal);
        foreach (var (key, kind) in ((string, IqAccess)[])[("iq-get", IqAccess.Get), ("iq-set", IqAccess.Set)])
        {
            if (!block.Has(key)) continue;
            foreach (var (ns, _) in block.Texts(key))
                access[ns] = access.GetValueOrDefault(ns) | kind;
        }
        return [.. access.Select(each => new IqPrivilege(each.Key, each.Value))];
    }
}
