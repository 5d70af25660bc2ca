using System.Collections.Immutable;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Availability;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Serialization;

/// <summary>What the entities that show farms to clients are told, and what they remember.</summary>
internal static class AvailabilityMessageKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of(
            "availability-keep",
            static (KeepAvailability keep, WireWriter output) =>
            {
                output.Text(keep.Domain);
                output.Reference(keep.Keeper);
            },
            static input => new KeepAvailability(input.Text(), input.Reference())),
        MessageKind.Of(
            "availability-kept",
            static (AvailabilityKept kept, WireWriter output) =>
            {
                output.Text(kept.Domain);
                output.Reference(kept.Entity);
            },
            static input => new AvailabilityKept(input.Text(), input.Reference())),
        MessageKind.Of(
            "availability-stanza",
            static (AvailabilityStanza stanza, WireWriter output) =>
            {
                output.Text(stanza.Domain);
                output.Stanza(stanza.Stanza);
            },
            static input => new AvailabilityStanza(input.Text(), input.StanzaAmongOthers())),
        MessageKind.Of(
            "availability-subscribed",
            static (PresenceSubscribed subscribed, WireWriter output) => output.Address(subscribed.Watcher),
            static input => new PresenceSubscribed(input.BareJid())),
        MessageKind.Of(
            "availability-unsubscribed",
            static (PresenceUnsubscribed unsubscribed, WireWriter output) => output.Address(unsubscribed.Watcher),
            static input => new PresenceUnsubscribed(input.BareJid())),
        MessageKind.Of(
            "availability-published",
            static (HealthPublished published, WireWriter output) =>
            {
                output.Block(published.Farm, Write);
                output.Instant(published.At);
            },
            static input => new HealthPublished(input.Block(ReadFarm), input.Instant())),
        MessageKind.Of(
            "availability-node-subscribed",
            static (NodeSubscribed subscribed, WireWriter output) => output.Block(subscribed.Subscription, Write),
            static input => new NodeSubscribed(input.Block(ReadSubscription))),
        MessageKind.Of(
            "availability-node-unsubscribed",
            static (NodeUnsubscribed unsubscribed, WireWriter output) =>
            {
                output.Text(unsubscribed.Service);
                output.Address(unsubscribed.Subscriber);
            },
            static input => new NodeUnsubscribed(input.Text(), input.Address())),
        MessageKind.Of(
            "availability-info",
            static (InfoLearned learned, WireWriter output) => output.Block(learned.Info, Write),
            static input => new InfoLearned(input.Block(ReadInfo))),
        MessageKind.Of("availability-state", Write, ReadState),
        MessageKind.Of(
            "availability-show",
            static (ShowAvailability show, WireWriter output) => output.Text(show.Domain),
            static input => new ShowAvailability(input.Text())),
        MessageKind.Of(
            "availability-shown",
            static (AvailabilityShown shown, WireWriter output) =>
            {
                output.Text(shown.Domain);
                output.Block(shown.Health, Write);
                WriteOptional(shown.Since, output);
                output.Flag(shown.IsPlanned);
            },
            static input => new AvailabilityShown(input.Text(), input.Block(ReadHealth), ReadOptional(input), input.Flag())),
        MessageKind.Of(
            "availability-find",
            static (FindNodeSubscriptions find, WireWriter output) =>
            {
                output.Text(find.Domain);
                output.Text(find.Service);
                output.Address(find.Subscriber);
            },
            static input => new FindNodeSubscriptions(input.Text(), input.Text(), input.BareJid())),
        MessageKind.Of(
            "availability-found",
            static (NodeSubscriptionsFound found, WireWriter output) =>
            {
                output.Text(found.Domain);
                output.Count(found.Subscriptions.Length);
                foreach (var subscription in found.Subscriptions)
                    output.Block(subscription, Write);
            },
            static input => new NodeSubscriptionsFound(input.Text(), ReadSubscriptions(input))),
    ];

    private static void Write(AvailabilityState state, WireWriter output)
    {
        output.Block(state.Published, Write);
        WriteOptional(state.ConditionSince, output);
        output.Count(state.Subscribers.Count);
        foreach (var subscriber in state.Subscribers)
            output.Address(subscriber);
        output.Count(state.NodeSubscriptions.Length);
        foreach (var subscription in state.NodeSubscriptions)
            output.Block(subscription, Write);
        output.Flag(state.Info is not null);
        if (state.Info is { } info)
            output.Block(info, Write);
        output.Flag(state.IsPlanned);
    }

    private static AvailabilityState ReadState(WireReader input)
    {
        var (farm, since) = (input.Block(ReadFarm), ReadOptional(input));
        var subscribers = ImmutableHashSet.CreateBuilder<BareJid>();
        for (var left = input.Count(); left > 0; left--)
            subscribers.Add(input.BareJid());
        return new AvailabilityState
        {
            Published = farm,
            ConditionSince = since,
            Subscribers = subscribers.ToImmutable(),
            NodeSubscriptions = ReadSubscriptions(input),
            Info = input.Flag() ? input.Block(ReadInfo) : null,
            IsPlanned = input.Flag(),
        };
    }

    private static void Write(NodeSubscription subscription, WireWriter output)
    {
        output.Text(subscription.Service);
        output.Address(subscription.Subscriber);
        output.Flag(subscription.IsDelivering);
    }

    private static NodeSubscription ReadSubscription(WireReader input) => new(input.Text(), input.Address(), input.Flag());

    private static ImmutableArray<NodeSubscription> ReadSubscriptions(WireReader input)
    {
        var subscriptions = ImmutableArray.CreateBuilder<NodeSubscription>(input.Count());
        for (var left = subscriptions.Capacity; left > 0; left--)
            subscriptions.Add(input.Block(ReadSubscription));
        return subscriptions.ToImmutable();
    }

    private static void Write(ComponentInfo info, WireWriter output)
    {
        output.Text(info.Query);
        output.Instant(info.At);
    }

    private static ComponentInfo ReadInfo(WireReader input) => new(input.Text(), input.Instant());

    private static void Write(FarmHealth health, WireWriter output)
    {
        output.Count(health.Ready);
        output.Count(health.Degraded);
        output.Count(health.Draining);
        output.Count(health.Suspect);
        output.Count(health.Total);
    }

    private static FarmHealth ReadHealth(WireReader input) =>
        new(input.Int32(), input.Int32(), input.Int32(), input.Int32(), input.Int32());

    private static void Write(ShownFarm farm, WireWriter output)
    {
        output.Count(farm.Instances.Count);
        foreach (var instance in farm.Instances.Values)
            output.Block(instance, Write);
    }

    private static ShownFarm ReadFarm(WireReader input)
    {
        var instances = ShownFarm.Empty.Instances.ToBuilder();
        for (var left = input.Count(); left > 0; left--)
        {
            var instance = input.Block(ReadInstance);
            instances[instance.Id] = instance;
        }

        return new ShownFarm(instances.ToImmutable());
    }

    private static void Write(ShownInstance instance, WireWriter output)
    {
        output.Text(instance.Id);
        output.Number((ulong)instance.State);
        output.Text(instance.Node);
        output.Instant(instance.Since);
        output.Count(instance.Weight);
        output.Count(instance.Outstanding);
        output.Text(instance.Reason);
    }

    private static ShownInstance ReadInstance(WireReader input) =>
        new(input.Text(), (InstanceState)input.Number(), input.Text(), input.Instant(), input.Int32())
        {
            Outstanding = input.Int32(),
            Reason = input.Text(),
        };

    private static void WriteOptional(DateTimeOffset? value, WireWriter output)
    {
        output.Flag(value is not null);
        if (value is { } instant)
            output.Instant(instant);
    }

    private static DateTimeOffset? ReadOptional(WireReader input) => input.Flag() ? input.Instant() : null;
}
