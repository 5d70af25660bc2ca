using System.Collections.Immutable;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Delegation;
using XmppActors.Actors.Components.Negotiation;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Serialization;

/// <summary>What farms' entities, components' streams and the nodes' watchers tell each other.</summary>
internal static class FarmMessageKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of("farm", Write, ReadSnapshot),
        MessageKind.Of("farm-join", Write, ReadJoin),
        MessageKind.Of("farm-joined", Write, ReadJoined),
        MessageKind.Of(
            "farm-refused",
            static (FarmRefused refused, WireWriter output) =>
            {
                output.Text(refused.Reason);
                output.Text(refused.Domain);
                output.Byte((byte)refused.Condition);
            },
            static input => new FarmRefused(input.Text(), input.Text()) { Condition = input.Choice<StreamErrorCondition>() }),
        MessageKind.Of(
            "farm-replaced",
            static (InstanceReplaced replaced, WireWriter output) =>
            {
                output.Text(replaced.Domain);
                output.Text(replaced.InstanceId);
            },
            static input => new InstanceReplaced(input.Text(), input.Text())),
        MessageKind.Of(
            "farm-leave",
            static (LeaveFarm leave, WireWriter output) =>
            {
                output.Text(leave.Domain);
                output.Text(leave.InstanceId);
                output.Flag(leave.IsShutdown);
            },
            static input => new LeaveFarm(input.Text(), input.Text()) { IsShutdown = input.Flag() }),
        MessageKind.Of(
            "farm-subscribe",
            static (SubscribeToFarm subscribe, WireWriter output) =>
            {
                output.Text(subscribe.Domain);
                output.Reference(subscribe.Subscriber);
                output.Block(subscribe.Known, Write);
            },
            static input => new SubscribeToFarm(input.Text(), input.Reference(), input.Block(ReadSnapshot))),
        MessageKind.Of(
            "farm-look",
            static (LookAtFarm look, WireWriter output) =>
            {
                output.Text(look.Domain);
                output.Number(look.Question);
            },
            static input => new LookAtFarm(input.Text(), (uint)input.Number())),
        MessageKind.Of(
            "farm-looked-at",
            static (FarmLookedAt seen, WireWriter output) =>
            {
                output.Number(seen.Question);
                output.Block(seen.Snapshot, Write);
            },
            static input => new FarmLookedAt((uint)input.Number(), input.Block(ReadSnapshot))),
        MessageKind.Of(
            "farm-watch",
            static (WatchFarm watch, WireWriter output) => output.Text(watch.Domain),
            static input => new WatchFarm(input.Text())),
        MessageKind.Of(
            "farm-load",
            static (InstanceLoaded loaded, WireWriter output) =>
            {
                output.Text(loaded.Domain);
                output.Text(loaded.InstanceId);
                output.Number((ulong)loaded.Outstanding);
            },
            static input => new InstanceLoaded(input.Text(), input.Text(), (int)input.Number())),
        MessageKind.Of(
            "farm-delegated-info",
            static (InfoSaid said, WireWriter output) =>
            {
                output.Text(said.Namespace);
                output.Flag(said.IsBare);
                output.Text(said.Query);
            },
            static input => new InfoSaid(input.Text(), input.Flag(), input.Text())),
        MessageKind.Of("farm-report", Write, ReadReport),
        MessageKind.Of("farm-directive", Write, ReadDirective),
    ];

    private static void Write(JoinFarm join, WireWriter output)
    {
        output.Text(join.Domain);
        output.Block(join.Instance, Write);
        output.Block(join.Known, Write);
    }

    private static JoinFarm ReadJoin(WireReader input) => new(input.Text(), input.Block(ReadInstance), input.Block(ReadSnapshot));

    private static void Write(FarmJoined joined, WireWriter output)
    {
        output.Block(joined.Snapshot, Write);
        output.Reference(joined.Entity);
    }

    private static FarmJoined ReadJoined(WireReader input) => new(input.Block(ReadSnapshot), input.Reference());

    private static void Write(FarmSnapshot snapshot, WireWriter output)
    {
        output.Text(snapshot.Domain);
        output.Number((ulong)snapshot.Version);
        output.Count(snapshot.Instances.Length);
        foreach (var instance in snapshot.Instances)
            output.Block(instance, Write);
        output.Block(snapshot.Rules, FarmRulesKind.Write);
        output.OptionalText(snapshot.Settings);
        output.Flag(snapshot.IsRemoved);
    }

    private static FarmSnapshot ReadSnapshot(WireReader input)
    {
        var domain = input.Text();
        var version = (long)input.Number();
        var instances = ImmutableArray.CreateBuilder<FarmInstance>(input.Count());
        for (var left = instances.Capacity; left > 0; left--)
            instances.Add(input.Block(ReadInstance));
        return new FarmSnapshot(domain, version, instances.ToImmutable())
        {
            Rules = input.Block(FarmRulesKind.Read),
            Settings = input.OptionalText(),
            IsRemoved = input.Flag(),
        };
    }

    private static void Write(FarmInstance instance, WireWriter output)
    {
        output.Text(instance.Id);
        output.Reference(instance.Stream);
        output.Text(instance.RemoteAddress);
        output.Instant(instance.Since);
        output.Number((ulong)instance.Link);
        output.Number((ulong)instance.State);
        output.Number((ulong)instance.Weight);
        output.OptionalText(instance.Endpoint);
        output.Count(instance.ConfiguredWeight);
        output.Flag(instance.IsWarm);
        output.OptionalText(instance.CredentialId);
    }

    private static FarmInstance ReadInstance(WireReader input) =>
        new(input.Text(), input.Reference(), input.Text(), input.Instant())
        {
            Link = (InstanceLink)input.Number(),
            State = (InstanceState)input.Number(),
            Weight = (int)input.Number(),
            Endpoint = input.OptionalText(),
            ConfiguredWeight = input.Int32(),
            IsWarm = input.Flag(),
            CredentialId = input.OptionalText(),
        };

    private static void Write(ReportInstance report, WireWriter output)
    {
        output.Text(report.Domain);
        output.Text(report.InstanceId);
        output.Block(report.Facts, Write);
    }

    private static ReportInstance ReadReport(WireReader input) => new(input.Text(), input.Text(), input.Block(ReadFacts));

    internal static void Write(InstanceFacts facts, WireWriter output)
    {
        output.Number((ulong)facts.Outstanding);
        output.Number((ulong)facts.OldestUnacknowledged.Ticks);
        output.Number((ulong)facts.Acknowledged);
        output.Number((ulong)facts.Requests);
        output.Number((ulong)facts.Errors);
        output.Number((ulong)facts.Replayed);
        output.Number((ulong)facts.Bounced);
    }

    internal static InstanceFacts ReadFacts(WireReader input) =>
        new((int)input.Number(), TimeSpan.FromTicks((long)input.Number()), (long)input.Number(), (long)input.Number(), (long)input.Number())
        {
            Replayed = (long)input.Number(),
            Bounced = (long)input.Number(),
        };

    private static void Write(InstanceDirective directive, WireWriter output)
    {
        output.Text(directive.Domain);
        output.Number((ulong)directive.Version);
        output.Number((ulong)directive.State);
        output.Flag(directive.HasOthers);
        output.OptionalText(directive.CloseBecause);
        output.Flag(directive.CloseWith is not null);
        if (directive.CloseWith is { } condition) output.Byte((byte)condition);
    }

    private static InstanceDirective ReadDirective(WireReader input) => new(
        input.Text(), (long)input.Number(), (InstanceState)input.Number(), input.Flag(), input.OptionalText())
    {
        CloseWith = input.Flag() ? input.Choice<StreamErrorCondition>() : null,
    };
}
