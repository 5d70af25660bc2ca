using System.Collections.Immutable;
using XmppActors.Actors.Components.Delegation;
using XmppActors.Actors.Components.Limits;
using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Serialization;

/// <summary>A farm's rules, as a part of its snapshot.</summary>
internal static class FarmRulesKind
{
    public static void Write(FarmRules rules, WireWriter output)
    {
        output.Number((ulong)rules.Policy);
        output.OptionalText(rules.Pick?.ToString());
        output.Number((ulong)rules.Fallback);
        output.Number((ulong)rules.BoundedLoadPercent);
        output.Flag(rules.PreferLocal);
        output.Flag(rules.ServesSubdomains);
        output.Number((ulong)rules.DrainIdle.Ticks);
        output.Block(rules.Limits, Write);
        output.Block(rules.Privileges, Write);
        output.Count(rules.Delegations.Length);
        foreach (var delegation in rules.Delegations) output.Block(delegation, Write);
    }

    public static FarmRules Read(WireReader input) => new()
    {
        Policy = ReadPolicy(input),
        Pick = PayloadPath.TryParse(input.OptionalText() ?? "", out var pick) ? pick : null,
        Fallback = ReadPolicy(input),
        BoundedLoadPercent = (int)input.Number(),
        PreferLocal = input.Flag(),
        ServesSubdomains = input.Flag(),
        DrainIdle = TimeSpan.FromTicks((long)input.Number()),
        Limits = input.Block(ReadLimits),
        Privileges = input.Block(ReadPrivileges),
        Delegations = ReadMany(input, static each => each.Block(ReadDelegation)),
    };

    private static void Write(FarmLimits limits, WireWriter output)
    {
        output.Number((ulong)limits.KindsTo);
        output.Number((ulong)limits.KindsFrom);
        Write(limits.From, output);
        Write(limits.AllowFrom, output);
        Write(limits.DenyFrom, output);
        output.Number((ulong)limits.SenderStanzas);
        output.Number((ulong)limits.SenderBytes);
        output.Number((ulong)limits.InstanceStanzas);
        output.Number((ulong)limits.InstanceBytes);
        output.Number((ulong)limits.MaxStanzaBytes);
    }

    private static FarmLimits ReadLimits(WireReader input) => new()
    {
        KindsTo = (StanzaKinds)input.Number(),
        KindsFrom = (StanzaKinds)input.Number(),
        From = ReadPatterns(input),
        AllowFrom = ReadPatterns(input),
        DenyFrom = ReadPatterns(input),
        SenderStanzas = (int)input.Number(),
        SenderBytes = (int)input.Number(),
        InstanceStanzas = (int)input.Number(),
        InstanceBytes = (int)input.Number(),
        MaxStanzaBytes = (int)input.Number(),
    };

    private static void Write(FarmPrivileges privileges, WireWriter output)
    {
        output.Number((ulong)privileges.Roster);
        output.Flag(privileges.RosterPush);
        output.Flag(privileges.Messages);
        output.Number((ulong)privileges.Presence);
        output.Count(privileges.Iqs.Length);
        foreach (var iq in privileges.Iqs)
        {
            output.Text(iq.Namespace);
            output.Number((ulong)iq.Access);
        }
    }

    private static FarmPrivileges ReadPrivileges(WireReader input) => new()
    {
        Roster = (IqAccess)input.Number(),
        RosterPush = input.Flag(),
        Messages = input.Flag(),
        Presence = (PresenceAccess)input.Number(),
        Iqs = ReadMany(input, static each => new IqPrivilege(each.Text(), (IqAccess)each.Number())),
    };

    private static void Write(FarmDelegation delegation, WireWriter output)
    {
        output.Text(delegation.Namespace);
        output.Count(delegation.Attributes.Length);
        foreach (var attribute in delegation.Attributes) output.Text(attribute);
    }

    private static FarmDelegation ReadDelegation(WireReader input) => new(input.Text(), ReadMany(input, static each => each.Text()));

    private static ImmutableArray<T> ReadMany<T>(WireReader input, Func<WireReader, T> read)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        for (var left = input.Count(); left > 0; left--) all.Add(read(input));
        return all.ToImmutable();
    }

    private static void Write(ImmutableArray<JidPattern> patterns, WireWriter output)
    {
        output.Count(patterns.Length);
        foreach (var pattern in patterns) output.Text(pattern.ToString());
    }

    /// <summary>What is none in this version matches nobody.</summary>
    private static ImmutableArray<JidPattern> ReadPatterns(WireReader input) =>
        ReadMany(input, static each => JidPattern.TryParse(each.Text(), out var pattern) ? pattern : JidPattern.Nobody);

    /// <summary>A policy of a later version is none that this node could follow: it takes the default.</summary>
    private static FarmPolicy ReadPolicy(WireReader input) =>
        input.Number() is var number and <= (ulong)FarmPolicy.PrimaryStandby ? (FarmPolicy)number : FarmPolicy.BareSource;
}
